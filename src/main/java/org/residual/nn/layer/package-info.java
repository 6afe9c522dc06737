/** Convolutions, outputs and what layers compute of their inputs, as blocks of DJL. */
package org.residual.nn.layer;
