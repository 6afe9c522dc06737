/** What is printed if the service cannot start: one sentence for each foreseeable reason. */
package org.residual.failure;
