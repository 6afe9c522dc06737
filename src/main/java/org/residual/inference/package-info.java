/**
 * Turns images into predictions: a classifier, built from the packages below, each of which is a stage or shared by the
 * stages.
 */
@NullMarked
package org.residual.inference;

import org.jspecify.annotations.NullMarked;
