/** Decides which requests may begin: a number of places per model, shared fairly among the waiting requests. */
@NullMarked
package org.residual.inference.admission;

import org.jspecify.annotations.NullMarked;
