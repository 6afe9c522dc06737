/** Reads the first picture of a GIF. */
package org.residual.image.gif;
