/** The orientation of an image, from the EXIF or XMP in its file. */
@NullMarked
package org.residual.image.orientation;

import org.jspecify.annotations.NullMarked;
