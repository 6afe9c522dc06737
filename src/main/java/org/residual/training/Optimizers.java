package org.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** The names of the optimizers. */
enum Optimizers {
    ADAM {
        @Override
        Optimizer of(NDArray parameters, NDManager owner, float weightDecay) {
            return new Adam(parameters, owner, weightDecay, false);
        }
    },
    ADAMW {
        @Override
        Optimizer of(NDArray parameters, NDManager owner, float weightDecay) {
            return new Adam(parameters, owner, weightDecay, true);
        }
    },
    SGD {
        @Override
        Optimizer of(NDArray parameters, NDManager owner, float weightDecay) {
            return new Sgd(parameters, owner, weightDecay);
        }
    };

    abstract Optimizer of(NDArray parameters, NDManager owner, float weightDecay);
}
