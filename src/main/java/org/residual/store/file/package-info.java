/** The folder of a version and its files: names, labels, checksums, and the messages about invalid files. */
@NullMarked
package org.residual.store.file;

import org.jspecify.annotations.NullMarked;
