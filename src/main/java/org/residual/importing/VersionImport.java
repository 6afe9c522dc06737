package org.residual.importing;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.residual.calibration.CalibratedVersion;
import org.residual.calibration.PreparedImages;
import org.residual.calibration.StatisticsComparison;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.nn.Calibration;
import org.residual.nn.Epsilon;
import org.residual.nn.Network;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.answer.Rounding;
import org.residual.store.descriptor.DescriptorFile;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.AnswerNotReproducedException;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Labels;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.UnfinishedVersion;
import org.residual.store.loading.VersionLoader;
import org.residual.store.tensor.Safetensors;
import org.residual.store.version.ReadyVersion;

/**
 * Creates a version from a network's parameters, and puts it in place once it has been loaded and checked as the
 * service would do it.
 *
 * @param weights the parameters
 * @param epsilon of the layers
 * @param knownAnswer PyTorch's answers; null stands for this machine's answers for noise
 * @param labels a file with one label per line; null for none
 * @param preprocessing of images for the network
 * @param tolerance largest allowed difference of a log-probability from the known answer; null stands for what float32
 *     needs
 * @param calibrating images for fixed statistics; null for none
 * @param judging images with known classes, to compare the kinds of statistics; null for none
 */
record VersionImport(
        StateDict weights,
        Epsilon epsilon,
        @Nullable ExportedAnswer knownAnswer,
        @Nullable Path labels,
        Preprocessing preprocessing,
        @Nullable Double tolerance,
        @Nullable PreparedImages calibrating,
        @Nullable PreparedImages judging) {
    /** The service's default batch size. */
    static final int LARGEST_BATCH = 16;

    /**
     * The result.
     *
     * @param descriptor its {@code model.yaml}
     * @param reproduced the statistics that reproduced the known answer
     * @param error the largest difference of a log-probability then
     * @param reproducedTolerance the allowed difference
     * @param comparison of the kinds of statistics; null without images
     */
    record Result(
            ModelDescriptor descriptor,
            Statistics reproduced,
            double error,
            double reproducedTolerance,
            @Nullable StatisticsComparison comparison) {
        Result with(ModelDescriptor other, @Nullable StatisticsComparison compared) {
            return new Result(other, reproduced, error, reproducedTolerance, compared);
        }
    }

    /**
     * @param place of the new version
     * @return the result
     * @throws IllegalArgumentException if the preprocessing's images are too small for the network
     * @throws InvalidModelException if the version cannot be served, with the reason; then it is not created
     * @throws IOException if a file cannot be read or written
     */
    Result into(VersionFolder place) throws IOException {
        NetworkConfiguration network = weights.network();
        preprocessing.outputSize().ifPresent(size -> network.requireLargeEnough(1, size.height(), size.width()));
        try (UnfinishedVersion unfinished = UnfinishedVersion.of(place);
                NDManager manager = ComputeDevice.CPU.newManager()) {
            unfinished.writeWeights(weights.parameters());
            if (labels != null) {
                // Not copied as a file, so that it has the same permissions as the other files.
                Files.write(unfinished.directory().resolve(Labels.NAME), Files.readAllBytes(labels));
            }
            writeKnownAnswer(unfinished.directory());
            Result result = check(unfinished);
            PreparedImages images = calibrating == null ? judging : calibrating;
            if (images != null) {
                result = calibrated(unfinished, result, images, manager);
            }
            unfinished.putInPlace();
            return result;
        }
    }

    /** Fixed statistics for the version, if requested; and the comparison of the kinds, if possible. */
    private Result calibrated(UnfinishedVersion unfinished, Result checked, PreparedImages images, NDManager manager)
            throws IOException {
        Network network = network(checked.reproduced(), manager);
        boolean fixedAlready = calibrating == null && checked.reproduced() == Statistics.FIXED;
        Network fixed = fixedAlready ? network : Calibration.calibrated(network, images, manager);
        StatisticsComparison comparison = judging == null ? null : StatisticsComparison.of(fixed, judging);
        if (calibrating == null) {
            return checked.with(checked.descriptor, comparison);
        }
        KnownAnswer inputs =
                KnownAnswer.read(unfinished.directory(), weights.network().classes());
        CalibratedVersion.Result written = new CalibratedVersion(fixed, checked.descriptor, inputs).write(unfinished);
        return checked.with(written.descriptor(), comparison);
    }

    private ModelDescriptor descriptor(Statistics statistics) {
        return ModelDescriptor.of(configuration(statistics), preprocessing, tolerance);
    }

    private NetworkConfiguration configuration(Statistics statistics) {
        return weights.network().with(statistics).with(epsilon);
    }

    private void writeKnownAnswer(Path directory) throws IOException {
        if (knownAnswer != null) {
            Safetensors.write(directory.resolve(KnownAnswer.FILE), knownAnswer.tensors());
            return;
        }
        try (NDManager manager = ComputeDevice.CPU.newManager()) {
            Network network = network(weights.network().statistics(), manager);
            KnownAnswer.of(network, NoiseImages.draw(weights.network(), preprocessing, manager))
                    .write(directory);
        }
    }

    private Network network(Statistics statistics, NDManager manager) {
        Network network = configuration(statistics).newNetwork();
        network.load(
                manager,
                (name, shape) -> Objects.requireNonNull(weights.parameters().get(name), name)
                        .toFloat32(manager));
        return network;
    }

    /**
     * Without means and stds, a state_dict does not tell which statistics layers normalise with; PyTorch's answers do.
     */
    private Result check(UnfinishedVersion unfinished) throws IOException {
        Statistics first = weights.network().statistics();
        try {
            return load(unfinished, first);
        } catch (AnswerNotReproducedException e) {
            if (knownAnswer == null) {
                throw new InvalidModelException(
                        e.getMessage() + " It is the network's answer for noise in float64, and float32 rounds by "
                                + "more: accept that with a larger --tolerance.",
                        e);
            }
            if (first == Statistics.FIXED) {
                throw new InvalidModelException(e.getMessage() + epsilonHint(unfinished.directory()), e);
            }
            try {
                return load(unfinished, Statistics.BATCH);
            } catch (AnswerNotReproducedException together) {
                throw new InvalidModelException(
                        e.getMessage() + " With statistics: batch it " + together.difference() + "."
                                + epsilonHint(unfinished.directory()),
                        e);
            }
        }
    }

    private String epsilonHint(Path directory) throws IOException {
        try (NDManager manager = ComputeDevice.CPU.newManager()) {
            KnownAnswer known = KnownAnswer.read(directory, weights.network().classes());
            return new EpsilonSearch(network(weights.network().statistics(), manager), known, tolerance)
                    .hint()
                    .map(hint -> " " + hint)
                    .orElse("");
        }
    }

    private Result load(UnfinishedVersion unfinished, Statistics statistics) throws IOException {
        ModelDescriptor descriptor = descriptor(statistics);
        if (tolerance == null) {
            descriptor = descriptor.withTolerance(
                    rounding(statistics, unfinished.directory()).tolerance());
        }
        DescriptorFile.write(unfinished.directory(), descriptor);
        try (ReadyVersion version = unfinished.load(new VersionLoader(LARGEST_BATCH))) {
            return new Result(descriptor, statistics, version.knownAnswerError(), descriptor.tolerance(), null);
        }
    }

    private Rounding rounding(Statistics statistics, Path directory) throws IOException {
        try (NDManager manager = ComputeDevice.CPU.newManager()) {
            Network network = network(statistics, manager);
            KnownAnswer given =
                    KnownAnswer.read(directory, network.configuration().classes());
            return Rounding.of(network, given.answeredBy(network));
        }
    }
}
