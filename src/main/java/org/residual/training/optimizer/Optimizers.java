package org.residual.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** The names of the optimizers. */
public enum Optimizers {
    ADAM {
        @Override
        public Optimizer of(NDArray parameters, NDManager owner, float weightDecay) {
            return new Adam(parameters, owner, weightDecay, false);
        }
    },
    ADAMW {
        @Override
        public Optimizer of(NDArray parameters, NDManager owner, float weightDecay) {
            return new Adam(parameters, owner, weightDecay, true);
        }
    },
    SGD {
        @Override
        public Optimizer of(NDArray parameters, NDManager owner, float weightDecay) {
            return new Sgd(parameters, owner, weightDecay);
        }
    };

    public abstract Optimizer of(NDArray parameters, NDManager owner, float weightDecay);
}
