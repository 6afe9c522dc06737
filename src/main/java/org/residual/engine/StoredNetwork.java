package org.residual.engine;

import ai.djl.nn.Parameter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.residual.nn.Network;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;

/** A network as stored. */
public sealed interface StoredNetwork {
    /**
     * @return whether it looks at all images of a request together, and at no others
     */
    boolean batchesByRequest();

    /**
     * @param images how many are run together, at least
     * @param height in pixels
     * @param width in pixels
     * @throws org.residual.nn.InputTooSmallException if such an image is known to be too small for the network
     */
    void requireLargeEnough(long images, long height, long width);

    /**
     * One of the networks of {@link org.residual.nn}.
     *
     * @param configuration of the network
     * @param weights its parameters
     * @param sizes of the images of its known answer; most others have these sizes too
     */
    record Documented(NetworkConfiguration configuration, Weights weights, List<ImageSize> sizes)
            implements StoredNetwork {
        /**
         * @param network its parameters set, not prepared
         * @return the same, not copied
         */
        public static Documented of(Network network) {
            Map<String, Parameter> parameters = network.stateDict();
            return new Documented(
                    network.configuration(),
                    (name, into) -> into.asFloatBuffer()
                            .put(Objects.requireNonNull(parameters.get(name), name)
                                    .getArray()
                                    .toFloatArray()),
                    List.of());
        }

        @Override
        public boolean batchesByRequest() {
            return configuration.statistics() == Statistics.BATCH;
        }

        @Override
        public void requireLargeEnough(long images, long height, long width) {
            configuration.requireLargeEnough(images, height, width);
        }
    }

    /**
     * An exported graph.
     *
     * @param file in the ONNX format, untrusted; its other files lie in the same folder
     * @param signature the given properties of its input and output
     * @param classes number of classes that it must answer
     */
    record Exported(Path file, GraphSignature signature, int classes) implements StoredNetwork {
        @Override
        public boolean batchesByRequest() {
            return false;
        }

        @Override
        public void requireLargeEnough(long images, long height, long width) {}
    }
}
