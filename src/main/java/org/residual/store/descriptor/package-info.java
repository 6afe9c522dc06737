/** model.yaml: what it says of a version, and how it is read and written. */
package org.residual.store.descriptor;
