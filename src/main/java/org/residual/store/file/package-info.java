/** The folder of a version and its files: names, labels, checksums, and what is said of files that are invalid. */
@NullMarked
package org.residual.store.file;

import org.jspecify.annotations.NullMarked;
