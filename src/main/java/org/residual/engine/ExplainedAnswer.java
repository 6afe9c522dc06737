package org.residual.engine;

import java.util.List;
import org.residual.evidence.Evidence;

/**
 * The answer of a network to a batch, with evidence.
 *
 * @param logProbabilities bit-identical to {@link PreparedNetwork#logProbabilities}
 * @param evidence of each image
 */
public record ExplainedAnswer(float[] logProbabilities, List<Evidence> evidence) {}
