/**
 * From images to predictions: a classifier, put together from the packages below, each of which is one stage or what
 * the stages share.
 */
@NullMarked
package org.residual.inference;

import org.jspecify.annotations.NullMarked;
