/** Loads versions into the memory there is for them, and writes new ones. */
@NullMarked
package org.residual.store.loading;

import org.jspecify.annotations.NullMarked;
