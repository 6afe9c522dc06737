package org.residual.image.preprocessing;

/** How pixels of another size are made of given ones, as Pillow names it. */
public enum Interpolation {
    /** The pixel at the place. */
    NEAREST(0) {
        @Override
        double weight(double distance) {
            throw new UnsupportedOperationException("The nearest pixel is taken, not weighed.");
        }
    },
    /** Weights that fall off in a straight line. */
    BILINEAR(1) {
        @Override
        double weight(double distance) {
            double x = Math.abs(distance);
            return x < 1 ? 1 - x : 0;
        }
    },
    /** Keys' cubic convolution with a = -0.5: sharper, and may overshoot. */
    BICUBIC(2) {
        private static final double A = -0.5;

        @Override
        double weight(double distance) {
            double x = Math.abs(distance);
            if (x < 1) {
                return ((A + 2) * x - (A + 3)) * x * x + 1;
            }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
        }
    };

    private final double support;

    Interpolation(double support) {
        this.support = support;
    }

    /** How far the weights reach, in pixels of whichever of the two sizes has fewer. */
    double support() {
        return support;
    }

    /** The weight of a pixel at some distance, in the same pixels. */
    abstract double weight(double distance);
}
