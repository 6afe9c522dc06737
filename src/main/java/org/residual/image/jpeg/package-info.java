/** Reads JPEG, with libjpeg-turbo if it is installed, otherwise with the JDK. */
@NullMarked
package org.residual.image.jpeg;

import org.jspecify.annotations.NullMarked;
