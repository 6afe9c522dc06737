/** Who may call which method, and what a refused caller is told. */
@NullMarked
package org.residual.grpc.access;

import org.jspecify.annotations.NullMarked;
