/** Residual: image classification as a service. Here it is put together and started. */
@NullMarked
package org.residual;

import org.jspecify.annotations.NullMarked;
