/** What the service tells of itself in numbers. */
@NullMarked
package org.residual.metrics;

import org.jspecify.annotations.NullMarked;
