/** Decodes images of all formats, from requests and from folders. */
@NullMarked
package org.residual.image;

import org.jspecify.annotations.NullMarked;
