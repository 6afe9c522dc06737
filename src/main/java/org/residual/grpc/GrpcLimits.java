package org.residual.grpc;

import java.time.Duration;

/**
 * What a call may ask for.
 *
 * @param bytes the largest message
 * @param images the most images in a call
 * @param timeout how long a call may take that has no deadline
 * @param longestTimeout the most that a deadline may allow
 */
public record GrpcLimits(int bytes, int images, Duration timeout, Duration longestTimeout) {}
