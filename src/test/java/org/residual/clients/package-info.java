/** Clients and proxies of other makes, as people run them, against the running service. */
package org.residual.clients;
