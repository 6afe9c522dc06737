/** Reads WebP, by libwebp. */
package org.residual.image.webp;
