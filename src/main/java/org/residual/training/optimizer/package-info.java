/** Optimizers, their learning-rate schedules, and the parameters they change. */
package org.residual.training.optimizer;
