/** Trains a network on labelled images and writes it as a version of a model, ready to be served. */
package org.residual.training;
