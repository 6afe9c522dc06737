/** The connections over which HTTP is spoken: whether a client is still there, and how they end. */
package org.residual.connection;
