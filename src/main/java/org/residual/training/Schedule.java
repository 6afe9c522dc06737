package org.residual.training;

/** How the learning rate changes from step to step, as PyTorch's schedulers of these names have it. */
enum Schedule {
    /** Falls to 0 along half a cosine: {@code CosineAnnealingLR}. */
    COSINE {
        @Override
        double factor(double done) {
            return fall(done);
        }
    },
    /** Rises from a 25th over the first 30 %, then falls to next to nothing: {@code OneCycleLR}. */
    ONE_CYCLE {
        @Override
        double factor(double done) {
            return done < RISING
                    ? 1 - (1 - START) * fall(done / RISING)
                    : END + (1 - END) * fall((done - RISING) / (1 - RISING));
        }
    },
    /** Stays as it is. */
    CONSTANT {
        @Override
        double factor(double done) {
            return 1;
        }
    };

    private static final double RISING = 0.3;
    private static final double START = 1 / 25.0;
    private static final double END = START / 1e4;

    /**
     * @param done share of all steps that have been taken, at least 0 and less than 1
     * @return what the highest learning rate is multiplied by
     */
    abstract double factor(double done);

    private static double fall(double done) {
        return (1 + Math.cos(Math.PI * done)) / 2;
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().replace('_', '-');
    }
}
