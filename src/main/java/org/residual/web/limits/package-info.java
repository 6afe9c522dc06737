/** The limits of one request in time, bytes and threads, and the answers to requests for which there is no room. */
@NullMarked
package org.residual.web.limits;

import org.jspecify.annotations.NullMarked;
