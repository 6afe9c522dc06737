/** What one request may take, of time, bytes and threads, and the answers to requests for which there is no room. */
package org.residual.web.limits;
