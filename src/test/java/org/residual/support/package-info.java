/**
 * Shared by the tests of many packages: a client of the running service, raw connections, optional programs,
 * credentials, and damaged models.
 */
package org.residual.support;
