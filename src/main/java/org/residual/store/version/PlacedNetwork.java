package org.residual.store.version;

import org.residual.engine.PreparedNetwork;

/**
 * A network that has reproduced its known answer.
 *
 * @param network to be closed
 * @param engine what computes it
 * @param error by how much a log-probability was off at most
 */
public record PlacedNetwork(PreparedNetwork network, String engine, double error) {}
