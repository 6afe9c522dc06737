/** The report on a training as HTML, and the table printed during it. */
package org.residual.training.report;
