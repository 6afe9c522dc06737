/** model.yaml: what it says of a version, and how it is read and written. */
@NullMarked
package org.residual.store.descriptor;

import org.jspecify.annotations.NullMarked;
