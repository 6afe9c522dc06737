package org.residual.inference;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Who waits for an answer.
 *
 * @param timeout within which to answer
 * @param gone whether nobody waits any more; asked now and then
 * @param timeline is told how the request gets on
 */
public record Caller(Duration timeout, BooleanSupplier gone, RequestTimeline timeline) {}
