package org.residual.training.optimizer;

/** The learning rate and momentum by step, as PyTorch's schedulers of these names define them. */
public enum Schedule {
    /** The rate falls to 0 along half a cosine: {@code CosineAnnealingLR}. */
    COSINE {
        @Override
        public double factor(long step, long steps) {
            return between(1, 0, (double) step / steps);
        }
    },
    /**
     * The rate rises from a 25th over the first 30 %, then falls to nearly zero, and the momentum does the opposite:
     * {@code OneCycleLR}.
     */
    ONE_CYCLE {
        @Override
        public double factor(long step, long steps) {
            return cycle(step, steps, START, 1, END);
        }

        @Override
        public double momentum(long step, long steps) {
            return cycle(step, steps, HIGH_MOMENTUM, LOW_MOMENTUM, HIGH_MOMENTUM);
        }
    },
    /** The rate is constant. */
    CONSTANT {
        @Override
        public double factor(long step, long steps) {
            return 1;
        }
    };

    private static final double MOMENTUM = 0.9;
    private static final double HIGH_MOMENTUM = 0.95;
    private static final double LOW_MOMENTUM = 0.85;
    private static final double RISING = 0.3;
    private static final double START = 1 / 25.0;
    private static final double END = START / 1e4;

    /**
     * @param step from 0
     * @param steps of the whole training
     * @return the factor of the highest learning rate
     */
    public abstract double factor(long step, long steps);

    /**
     * @param step from 0
     * @param steps of the whole training
     * @return the share of earlier gradients
     */
    public double momentum(long step, long steps) {
        return MOMENTUM;
    }

    /** From one value to a second at 30 % of the steps, and on to a third at the last. */
    private static double cycle(long step, long steps, double first, double second, double third) {
        double turn = RISING * steps - 1;
        return step <= turn
                ? between(first, second, step / turn)
                : between(second, third, (step - turn) / (steps - 1 - turn));
    }

    /** Along half a cosine. */
    private static double between(double from, double to, double done) {
        return to + (from - to) * (1 + Math.cos(Math.PI * done)) / 2;
    }

    /** Its name on the command line. */
    @Override
    public String toString() {
        return name().replace('_', '-');
    }
}
