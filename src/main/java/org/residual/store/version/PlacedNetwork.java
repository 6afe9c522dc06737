package org.residual.store.version;

import org.residual.engine.PreparedNetwork;

/**
 * A network that has reproduced its known answer.
 *
 * @param network to be closed
 * @param engine that computes it
 * @param error the largest difference of a log-probability
 */
public record PlacedNetwork(PreparedNetwork network, String engine, double error) {}
