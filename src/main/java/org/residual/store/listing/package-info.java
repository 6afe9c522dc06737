/** Lists the models and versions of a store, chooses which versions are held, and reports passed-over entries. */
@NullMarked
package org.residual.store.listing;

import org.jspecify.annotations.NullMarked;
