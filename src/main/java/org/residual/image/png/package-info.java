/** Reads PNG. */
@NullMarked
package org.residual.image.png;

import org.jspecify.annotations.NullMarked;
