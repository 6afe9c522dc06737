/** The connections over which HTTP is spoken: whether a client is still there, and how they end. */
@NullMarked
package org.residual.connection;

import org.jspecify.annotations.NullMarked;
