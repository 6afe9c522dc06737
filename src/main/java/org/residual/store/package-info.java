/** The model store: which versions of which models are served, as the folder of models changes. */
@NullMarked
package org.residual.store;

import org.jspecify.annotations.NullMarked;
