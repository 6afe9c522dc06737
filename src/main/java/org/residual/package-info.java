/** Residual: image classification as a service. This package contains only the application. */
@NullMarked
package org.residual;

import org.jspecify.annotations.NullMarked;
