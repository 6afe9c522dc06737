/** Reads WebP, by libwebp. */
@NullMarked
package org.residual.image.webp;

import org.jspecify.annotations.NullMarked;
