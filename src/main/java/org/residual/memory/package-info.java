/** How much memory what comes from outside may take, and who has taken it. */
package org.residual.memory;
