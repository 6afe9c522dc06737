/** Which way up an image is, as EXIF or XMP in its file says. */
package org.residual.image.orientation;
