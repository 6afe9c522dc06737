/** The sources of images: files, folders, archives, object stores and lists. */
@NullMarked
package org.residual.classification.source;

import org.jspecify.annotations.NullMarked;
