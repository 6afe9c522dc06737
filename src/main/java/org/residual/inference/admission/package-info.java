/** Decides which requests may begin: places for each model, shared fairly between those that wait. */
@NullMarked
package org.residual.inference.admission;

import org.jspecify.annotations.NullMarked;
