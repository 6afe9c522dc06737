/** From pixels to the network's input: colour mode, resizing, cropping, normalisation. */
@NullMarked
package org.residual.image.preprocessing;

import org.jspecify.annotations.NullMarked;
