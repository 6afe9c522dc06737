/** Reads JPEG, by libjpeg-turbo if it is installed, else by the JDK. */
package org.residual.image.jpeg;
