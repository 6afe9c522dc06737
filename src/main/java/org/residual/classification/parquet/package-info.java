/** Parquet files: columns of strings, numbers and lists of numbers, written row by row in bounded memory. */
@NullMarked
package org.residual.classification.parquet;

import org.jspecify.annotations.NullMarked;
