/** What is done again and again beside the requests: loops that survive their faults and can be watched. */
@NullMarked
package org.residual.background;

import org.jspecify.annotations.NullMarked;
