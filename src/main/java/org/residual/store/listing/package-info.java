/** Where models are listed from, which of their versions are chosen, and which folders are passed over. */
@NullMarked
package org.residual.store.listing;

import org.jspecify.annotations.NullMarked;
