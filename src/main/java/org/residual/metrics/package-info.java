/** What the service tells of itself in numbers. */
package org.residual.metrics;
