/** Liveness and readiness for orchestrators. */
@NullMarked
package org.residual.health;

import org.jspecify.annotations.NullMarked;
