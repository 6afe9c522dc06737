package org.residual.calibration;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.residual.nn.Network;
import org.residual.nn.Statistics;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.answer.Rounding;
import org.residual.store.descriptor.DescriptorFile;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.InvalidModelException;
import org.residual.store.loading.UnfinishedVersion;
import org.residual.store.loading.VersionLoader;
import org.residual.store.tensor.StoredTensor;
import org.residual.store.version.ReadyVersion;

/**
 * A version with fixed statistics.
 *
 * @param network its parameters set, of {@link Statistics#FIXED}
 * @param preprocessed the original version's description, whose preprocessing is kept
 * @param known inputs for its known answer
 */
public record CalibratedVersion(Network network, ModelDescriptor preprocessed, KnownAnswer known) {
    /** The service's default batch size. */
    private static final int LARGEST_BATCH = 16;
    /** Most inputs that are kept: a version should be small, and quick to check. */
    private static final int KNOWN_IMAGES = 8;

    /**
     * The result.
     *
     * @param descriptor its {@code model.yaml}
     * @param error the largest difference of a log-probability
     */
    public record Result(ModelDescriptor descriptor, double error) {}

    /**
     * Writes weights, known answer and descriptor, then loads and checks the version as the service would.
     *
     * @param unfinished target
     * @return the result
     * @throws InvalidModelException if the version cannot be served, with the reason
     * @throws IOException if a file cannot be written
     */
    public Result write(UnfinishedVersion unfinished) throws IOException {
        Map<String, StoredTensor> weights = new LinkedHashMap<>();
        network.stateDict().forEach((name, parameter) -> weights.put(name, StoredTensor.of(parameter.getArray())));
        // Everything mapped from a file has been read before the file is overwritten.
        KnownAnswer answer = known.answeredBy(network, KNOWN_IMAGES);
        unfinished.writeWeights(weights);
        answer.write(unfinished.directory());
        double tolerance = Rounding.of(network, answer).tolerance();
        ModelDescriptor descriptor =
                ModelDescriptor.of(network.configuration(), preprocessed.preprocessing(), tolerance);
        DescriptorFile.write(unfinished.directory(), descriptor);
        try (ReadyVersion version = unfinished.load(new VersionLoader(LARGEST_BATCH))) {
            return new Result(descriptor, version.knownAnswerError());
        }
    }
}
