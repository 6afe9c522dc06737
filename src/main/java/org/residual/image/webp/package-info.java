/** Reads WebP, with libwebp. */
@NullMarked
package org.residual.image.webp;

import org.jspecify.annotations.NullMarked;
