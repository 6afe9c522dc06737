/** Statistics for the layers of a network, taken of images and kept, and what they are worth. */
package org.residual.calibration;
