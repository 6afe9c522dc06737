package org.residual.inference;

import java.time.Duration;

/** How fast the predictors have been lately. */
final class Throughput {
    private static final double WEIGHT_OF_THE_LATEST = 0.1;

    private final int predictors;
    private double nanosPerImage;

    /**
     * @param predictors how many work side by side
     */
    Throughput(int predictors) {
        this.predictors = predictors;
    }

    synchronized void count(int images, long nanos) {
        double latest = (double) nanos / images;
        nanosPerImage = nanosPerImage == 0
                ? latest
                : (1 - WEIGHT_OF_THE_LATEST) * nanosPerImage + WEIGHT_OF_THE_LATEST * latest;
    }

    /**
     * @return how long the predictors will take for so many images
     */
    synchronized Duration timeFor(int images) {
        return Duration.ofNanos((long) (images * nanosPerImage / predictors));
    }
}
