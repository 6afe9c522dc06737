/** Holds requests for predictions back while their model's queue is full, and keeps threads free for probes. */
@NullMarked
package org.residual.web.admission;

import org.jspecify.annotations.NullMarked;
