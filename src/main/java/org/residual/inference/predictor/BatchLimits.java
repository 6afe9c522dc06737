package org.residual.inference.predictor;

import java.time.Duration;

/**
 * The limits of batches and of concurrent requests.
 *
 * @param images most images in a batch
 * @param pixels most pixels in a batch, over all its images; a single image may have more
 * @param delay how long an idle predictor may wait for a batch to fill while others are busy; an idle pool never waits
 * @param requests most requests for one version of a model that are received and answered at a time; others wait for
 *     admission
 */
public record BatchLimits(int images, long pixels, Duration delay, int requests) {}
