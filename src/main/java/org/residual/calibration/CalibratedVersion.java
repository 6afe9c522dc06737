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
 * A version of a network whose statistics are fixed.
 *
 * @param network its parameters set, of {@link Statistics#FIXED}
 * @param preprocessed describes what it is made from; of that, what is done to an image is kept
 * @param known inputs that its known answer is to be for
 */
public record CalibratedVersion(Network network, ModelDescriptor preprocessed, KnownAnswer known) {
    /** As many images as the service runs at once, if nothing else is configured. */
    private static final int LARGEST_BATCH = 16;
    /** Of the inputs, so many are kept: a version is to be small, and quickly checked. */
    private static final int KNOWN_IMAGES = 8;

    /**
     * What was written.
     *
     * @param descriptor what its {@code model.yaml} says
     * @param error by how much a log-probability was off at most
     */
    public record Result(ModelDescriptor descriptor, double error) {}

    /**
     * Writes weights, known answer and descriptor, then loads and checks the version as the service would.
     *
     * @param unfinished where to
     * @return what is there now
     * @throws InvalidModelException if the version would not be served, with the reason
     * @throws IOException if a file cannot be written
     */
    public Result write(UnfinishedVersion unfinished) throws IOException {
        Map<String, StoredTensor> weights = new LinkedHashMap<>();
        network.stateDict().forEach((name, parameter) -> weights.put(name, StoredTensor.of(parameter.getArray())));
        // Before a file is written anew, what may be mapped from it has been read.
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
