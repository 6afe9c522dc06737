/** Decoded pixels, and sizes and areas of images. */
@NullMarked
package org.residual.image.pixel;

import org.jspecify.annotations.NullMarked;
