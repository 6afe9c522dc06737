/** The messages if the service cannot start: one sentence for each foreseeable reason. */
@NullMarked
package org.residual.failure;

import org.jspecify.annotations.NullMarked;
