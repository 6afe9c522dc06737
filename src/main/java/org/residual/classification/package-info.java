/** The {@code classify} command: images in files, folders and archives → a file of predictions. */
@NullMarked
package org.residual.classification;

import org.jspecify.annotations.NullMarked;
