/** Holds requests for predictions back while their model's queue is full, and keeps threads free for probes. */
package org.residual.web.admission;
