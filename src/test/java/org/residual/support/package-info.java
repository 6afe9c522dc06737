/**
 * What tests of many packages use: a client of the running service, raw connections, optional programs, credentials,
 * and damaged models.
 */
package org.residual.support;
