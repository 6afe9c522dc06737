/** Images and their labels: read, split for validation, and kept in a scratch file. */
package org.residual.training.data;
