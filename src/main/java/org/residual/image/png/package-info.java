/** Reads PNG. */
package org.residual.image.png;
