package org.residual.engine;

import java.util.List;
import org.residual.evidence.Evidence;

/**
 * What a network answers to a batch, and where in its images that comes from.
 *
 * @param logProbabilities as {@link PreparedNetwork#logProbabilities} answers them, bit by bit
 * @param evidence of each image
 */
public record ExplainedAnswer(float[] logProbabilities, List<Evidence> evidence) {}
