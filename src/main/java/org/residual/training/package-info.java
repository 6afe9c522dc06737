/** Trains a network on labelled images and writes it as a version of a model, ready to be served. */
@NullMarked
package org.residual.training;

import org.jspecify.annotations.NullMarked;
