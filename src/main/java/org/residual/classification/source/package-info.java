/** Where images come from: files, folders, archives and lists, one image after another. */
@NullMarked
package org.residual.classification.source;

import org.jspecify.annotations.NullMarked;
