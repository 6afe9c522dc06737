/**
 * From images to predictions: a classifier, put together from the packages below, each of which is one stage or what
 * the stages share.
 */
package org.residual.inference;
