/** From uploaded images to predictions: decoding, preprocessing, and the pool of predictors that run the networks. */
package org.residual.inference;
