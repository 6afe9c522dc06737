/** Repeated work in the background: loops that survive faults and can be monitored. */
@NullMarked
package org.residual.background;

import org.jspecify.annotations.NullMarked;
