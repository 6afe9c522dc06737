/** Images and their labels: read, split for validation, and kept in a scratch file. */
@NullMarked
package org.residual.training.data;

import org.jspecify.annotations.NullMarked;
