/** The report on a training as HTML, and the table printed during it. */
@NullMarked
package org.residual.training.report;

import org.jspecify.annotations.NullMarked;
