/** Models, and the states of their versions: loading, ready, failed, unloaded. */
package org.residual.store.version;
