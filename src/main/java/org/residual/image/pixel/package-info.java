/** Decoded pixels, and sizes and areas of images. */
package org.residual.image.pixel;
