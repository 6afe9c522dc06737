/** Convolutions, output layers and the arithmetic of layers, as DJL blocks. */
@NullMarked
package org.residual.nn.layer;

import org.jspecify.annotations.NullMarked;
