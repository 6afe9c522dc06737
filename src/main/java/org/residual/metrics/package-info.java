/** Metrics and traces of the service. */
@NullMarked
package org.residual.metrics;

import org.jspecify.annotations.NullMarked;
