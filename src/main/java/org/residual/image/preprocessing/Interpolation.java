package org.residual.image.preprocessing;

/** Methods to compute pixels of a resized image, by Pillow's names. */
public enum Interpolation {
    /** The nearest pixel. */
    NEAREST(0) {
        @Override
        double weight(double distance) {
            throw new UnsupportedOperationException("The nearest pixel is used without weights.");
        }
    },
    /** Linearly decreasing weights. */
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

    /** The radius of the weights, in pixels of the smaller of the two sizes. */
    double support() {
        return support;
    }

    /** The weight at a distance, in the same pixels. */
    abstract double weight(double distance);
}
