/** What is done again and again beside the requests: loops that survive their faults and can be watched. */
package org.residual.background;
