/** How fast the networks and the service are; not part of the product. */
package org.residual.benchmarks;
