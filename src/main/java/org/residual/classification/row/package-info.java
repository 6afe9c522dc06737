/** Rows of predictions as CSV or JSON, the file they are written to, and the accuracy they amount to. */
@NullMarked
package org.residual.classification.row;

import org.jspecify.annotations.NullMarked;
