/** Convolutions, outputs and what layers compute of their inputs, as blocks of DJL. */
@NullMarked
package org.residual.nn.layer;

import org.jspecify.annotations.NullMarked;
