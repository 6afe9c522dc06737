/** Which way up an image is, as EXIF or XMP in its file says. */
@NullMarked
package org.residual.image.orientation;

import org.jspecify.annotations.NullMarked;
