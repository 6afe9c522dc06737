/** The report on a training as HTML, and the table of its epochs. */
@NullMarked
package org.residual.training.report;

import org.jspecify.annotations.NullMarked;
