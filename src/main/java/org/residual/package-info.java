/** Residual: image classification as a service. Here it is put together and started. */
package org.residual;
