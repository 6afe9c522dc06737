/** Optimizers, their learning-rate schedules, and the parameters they change. */
@NullMarked
package org.residual.training.optimizer;

import org.jspecify.annotations.NullMarked;
