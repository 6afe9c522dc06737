package org.residual.store.file;

/**
 * By how much a version missed its known answer on this machine.
 *
 * @param largestError of a log-probability, over all sizes of batches; infinite if one was no number
 * @param tolerance by how much it may be off
 */
public record KnownAnswerDeviation(double largestError, double tolerance) {}
