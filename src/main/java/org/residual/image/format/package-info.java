/** Shared by the readers of all formats: the encoded image, its bytes, its limits, and the reasons to refuse one. */
@NullMarked
package org.residual.image.format;

import org.jspecify.annotations.NullMarked;
