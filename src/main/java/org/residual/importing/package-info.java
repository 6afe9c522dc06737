/** Makes a version of a model, ready to be served, of what PyTorch has saved. */
package org.residual.importing;
