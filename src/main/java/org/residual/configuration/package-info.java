/** Builds the service from its settings, and starts and stops it. */
@NullMarked
package org.residual.configuration;

import org.jspecify.annotations.NullMarked;
