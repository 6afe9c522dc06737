/** Models, and the states of their versions: loading, ready, failed, unloaded. */
@NullMarked
package org.residual.store.version;

import org.jspecify.annotations.NullMarked;
