/** HTTP connections: whether a client is still connected, and how connections are closed. */
@NullMarked
package org.residual.connection;

import org.jspecify.annotations.NullMarked;
