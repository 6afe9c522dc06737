/** Loads versions within the available memory, and writes new ones. */
@NullMarked
package org.residual.store.loading;

import org.jspecify.annotations.NullMarked;
