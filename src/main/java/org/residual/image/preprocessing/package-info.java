/** From pixels to the network's input: colour mode, resizing, cropping, normalisation. */
package org.residual.image.preprocessing;
