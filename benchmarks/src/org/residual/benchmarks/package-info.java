/** Measures the speed of the networks and the service; not part of the product. */
package org.residual.benchmarks;
