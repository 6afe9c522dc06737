/** Third-party clients and proxies, used as in practice, against the running service. */
package org.residual.clients;
