/** Random changes of images, so that a network learns what is in them. */
package org.residual.training.augmentation;
