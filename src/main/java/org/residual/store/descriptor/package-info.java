/** Reads and writes model.yaml, the description of a version. */
@NullMarked
package org.residual.store.descriptor;

import org.jspecify.annotations.NullMarked;
