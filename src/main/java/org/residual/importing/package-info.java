/** Makes a version of a model, ready to be served, of what PyTorch has saved. */
@NullMarked
package org.residual.importing;

import org.jspecify.annotations.NullMarked;
