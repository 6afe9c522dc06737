package org.residual.inference.predictor;

import java.time.Duration;

/**
 * How images are gathered into batches, and how many requests are dealt with.
 *
 * @param images the most images in a batch
 * @param pixels the most pixels in a batch, all its images together; a single image may have more
 * @param delay how long a free predictor may wait for a batch to fill while others are busy; an idle pool never waits
 * @param requests the most requests for one version of a model that are received and answered at a time; others wait outside
 */
public record BatchLimits(int images, long pixels, Duration delay, int requests) {}
