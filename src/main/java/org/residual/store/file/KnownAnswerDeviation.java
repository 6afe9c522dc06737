package org.residual.store.file;

/**
 * The deviation of a version from its known answer on this machine.
 *
 * @param largestError of a log-probability, over all batch sizes; infinite if one was not a number
 * @param tolerance largest allowed difference
 */
public record KnownAnswerDeviation(double largestError, double tolerance) {}
