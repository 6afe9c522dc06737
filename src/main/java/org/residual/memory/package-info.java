/** Memory budgets for external data. */
@NullMarked
package org.residual.memory;

import org.jspecify.annotations.NullMarked;
