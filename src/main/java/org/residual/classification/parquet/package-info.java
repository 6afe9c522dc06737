/** Parquet files: columns of texts, numbers and lists of numbers, written row by row in bounded memory. */
@NullMarked
package org.residual.classification.parquet;

import org.jspecify.annotations.NullMarked;
