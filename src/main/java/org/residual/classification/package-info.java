/** The {@code classify} command: images in files, folders, archives and object stores → a file of predictions. */
@NullMarked
package org.residual.classification;

import org.jspecify.annotations.NullMarked;
