/** What tells an orchestrator whether the service lives and is ready. */
@NullMarked
package org.residual.health;

import org.jspecify.annotations.NullMarked;
