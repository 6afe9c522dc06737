/** How much memory what comes from outside may take, and who has taken it. */
@NullMarked
package org.residual.memory;

import org.jspecify.annotations.NullMarked;
