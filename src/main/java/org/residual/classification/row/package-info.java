/** Rows of predictions as CSV, JSON Lines or Parquet, the file that they are written to, and their accuracy. */
@NullMarked
package org.residual.classification.row;

import org.jspecify.annotations.NullMarked;
