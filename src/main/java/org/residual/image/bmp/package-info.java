/** Reads BMP. */
package org.residual.image.bmp;
