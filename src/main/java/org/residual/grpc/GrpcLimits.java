package org.residual.grpc;

import java.time.Duration;

/**
 * The limits of a call.
 *
 * @param bytes the largest message
 * @param images most images in a call
 * @param timeout of calls without a deadline
 * @param longestTimeout the longest time that a deadline may allow
 */
public record GrpcLimits(int bytes, int images, Duration timeout, Duration longestTimeout) {}
