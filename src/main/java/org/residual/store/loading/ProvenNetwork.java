package org.residual.store.loading;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.residual.engine.Engine;
import org.residual.engine.Engines;
import org.residual.engine.PreparedNetwork;
import org.residual.engine.StoredNetwork;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.file.AnswerNotReproducedException;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.VersionFolder;
import org.residual.store.version.PlacedNetwork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the engine for a network: the first that reproduces its known answer.
 *
 * @param folder of the version, for the log
 * @param network of that version
 * @param knownAnswer that it must reproduce
 * @param tolerance largest allowed difference of a log-probability
 * @param largestBatch the largest batch that it will be run with
 * @param beforeEach runs before each batch
 */
record ProvenNetwork(
        VersionFolder folder,
        StoredNetwork network,
        KnownAnswer knownAnswer,
        double tolerance,
        int largestBatch,
        Runnable beforeEach) {
    private static final Logger LOG = LoggerFactory.getLogger(ProvenNetwork.class);

    /**
     * @param device of the network
     * @param engines the preferred first
     * @return the network on that device
     * @throws AnswerNotReproducedException if no engine reproduces the known answer
     * @throws InvalidModelException if there is no engine for it, or the last one refuses it
     * @throws IOException if the network cannot be read
     */
    PlacedNetwork on(ComputeDevice device, Engines engines) throws IOException {
        List<Engine> running = engines.running(network, device);
        if (running.isEmpty()) {
            throw new InvalidModelException("No installed engine supports such a network on " + device + ".");
        }
        Map<Engine, Throwable> failed = new LinkedHashMap<>();
        for (Iterator<Engine> next = running.iterator(); ; ) {
            Engine engine = next.next();
            try {
                PlacedNetwork network = by(engine, device);
                failed.forEach((other, reason) -> warn(other, device, reason));
                return network;
            } catch (LoadingStoppedException e) {
                throw e;
            } catch (RuntimeException | LinkageError e) {
                if (!next.hasNext()) {
                    throw e;
                }
                failed.put(engine, e);
            }
        }
    }

    /** Logged only if another engine took over; otherwise the last engine's reason is the version's. */
    private void warn(Engine engine, ComputeDevice device, Throwable reason) {
        LOG.warn(
                "{} version {} is not run by {} on {}: {}",
                folder.model(),
                folder.version(),
                engine.name(),
                device,
                reason.getMessage());
    }

    private PlacedNetwork by(Engine engine, ComputeDevice device) throws IOException {
        PreparedNetwork prepared = engine.prepare(network, device);
        try {
            double error = knownAnswer.largestError(prepared, network, largestBatch, beforeEach);
            if (!(error <= tolerance)) {
                throw new AnswerNotReproducedException(device, error, tolerance);
            }
            return new PlacedNetwork(prepared, engine.name(), error);
        } catch (Throwable e) {
            // Also errors: there may be too little memory.
            prepared.close();
            throw e;
        }
    }
}
