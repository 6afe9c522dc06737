/** Reads the first picture of a GIF. */
@NullMarked
package org.residual.image.gif;

import org.jspecify.annotations.NullMarked;
