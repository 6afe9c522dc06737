package org.residual.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.nn.Architecture;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.store.descriptor.ModelDescriptor;
import picocli.CommandLine.Option;

/** The options for the network to train. */
final class NetworkOptions {
    private static final String REQUIRED = "startingPoint() requires it";

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}, in any case. Required without --from.")
    private @Nullable Architecture architecture;

    @Option(
            names = "--channels",
            paramLabel = "N",
            split = ",",
            description = "Channels after the first convolution and after each stage, such as 16,32,64,128. Required"
                    + " without --from.")
    private @Nullable List<Integer> channels;

    @Option(
            names = "--from",
            paramLabel = "FOLDER",
            description = "Begin with this version, such as model-store/digits/1: its network, weights, size and "
                    + "colour; classes can be added or removed.")
    private @Nullable Path from;

    @Option(names = "--dropout", paramLabel = "SHARE", description = "Dropout of a resnet. Default: 0.")
    private @Nullable Double dropout;

    @Option(
            names = "--statistics",
            paramLabel = "NAME",
            description =
                    "${COMPLETION-CANDIDATES}: statistics that the layers normalise with. FIXED trains with those of "
                            + "each batch and ends with those of the training images. Default: "
                            + "IMAGE, or that of --from.")
    private @Nullable Statistics statistics;

    /**
     * @return where to begin; null for fresh weights
     * @throws IllegalArgumentException if the network is not given, or --from cannot be trained
     * @throws IOException if --from cannot be read
     */
    @Nullable
    StartingPoint startingPoint() throws IOException {
        if (from == null) {
            if (architecture == null || channels == null) {
                throw new IllegalArgumentException(
                        "--architecture and --channels are missing: give both, or a version with --from.");
            }
            return null;
        }
        StartingPoint start = StartingPoint.of(from);
        ModelDescriptor descriptor = start.descriptor();
        boolean other =
                (architecture != null && architecture != descriptor.network().architecture())
                        || (channels != null && !channels.equals(descriptor.channels()));
        if (other) {
            throw new IllegalArgumentException("--architecture and --channels are those of --from: "
                    + descriptor.network().architecture() + ", " + descriptor.channels() + ". Omit them.");
        }
        return start;
    }

    /**
     * @param start where to begin; null for fresh weights
     * @param preprocessing of the images
     * @param classes number of classes
     * @return the {@code model.yaml} except for the tolerance
     * @throws IllegalArgumentException if there is no such network
     */
    ModelDescriptor descriptor(@Nullable StartingPoint start, Preprocessing preprocessing, int classes) {
        if (start == null) {
            return new ModelDescriptor(
                    Objects.requireNonNull(architecture, REQUIRED),
                    Objects.requireNonNull(channels, REQUIRED),
                    classes,
                    dropout,
                    statistics,
                    preprocessing,
                    null);
        }
        NetworkConfiguration begun = start.descriptor().network();
        return new ModelDescriptor(
                begun.architecture(),
                begun.channels(),
                classes,
                Objects.requireNonNullElse(dropout, begun.dropout()),
                Objects.requireNonNullElse(statistics, begun.statistics()),
                preprocessing,
                null);
    }

    /** Distinguishes this beginning from another. */
    String beginning() {
        return from == null ? "fresh weights" : "the weights of " + from;
    }
}
