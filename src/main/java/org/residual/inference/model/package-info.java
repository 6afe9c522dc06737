/** Which version of a model answers, whether the models are ready, and what they have answered so far. */
@NullMarked
package org.residual.inference.model;

import org.jspecify.annotations.NullMarked;
