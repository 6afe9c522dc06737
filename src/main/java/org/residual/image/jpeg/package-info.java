/** Reads JPEG, by libjpeg-turbo if it is installed, else by the JDK. */
@NullMarked
package org.residual.image.jpeg;

import org.jspecify.annotations.NullMarked;
