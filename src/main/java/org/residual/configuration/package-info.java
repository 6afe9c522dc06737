/** Puts the service together from its settings, and starts and stops it. */
package org.residual.configuration;
