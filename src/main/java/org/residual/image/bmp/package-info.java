/** Reads BMP. */
@NullMarked
package org.residual.image.bmp;

import org.jspecify.annotations.NullMarked;
