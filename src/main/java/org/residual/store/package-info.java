/** The model store: which versions of which models are served, as the folder of models changes. */
package org.residual.store;
