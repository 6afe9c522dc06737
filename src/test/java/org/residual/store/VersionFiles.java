package org.residual.store;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.residual.nn.Architecture;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.ReferenceNetwork.Tensor;
import org.residual.nn.Statistics;
import org.residual.store.descriptor.DescriptorFile;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.VersionFolder;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;

/** The files of a version whose known answer was computed by plain loops in double precision. */
public final class VersionFiles {
    public static final NetworkConfiguration SMALL =
            new NetworkConfiguration(Architecture.CONVBNNET, List.of(4, 6), 3, 0, Statistics.IMAGE);

    private final Path directory;
    private final ReferenceNetwork reference;
    private final Map<String, StoredTensor> knownAnswer = new LinkedHashMap<>();

    /** A version with its descriptor and its weights, yet without a known answer. */
    public VersionFiles(Path directory, ReferenceNetwork reference) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.reference = reference;
        NetworkConfiguration configuration = reference.configuration();
        DescriptorFile.write(
                directory,
                new ModelDescriptor(
                        configuration.architecture(),
                        configuration.channels(),
                        configuration.classes(),
                        configuration.dropout(),
                        configuration.statistics(),
                        null,
                        null));
        Map<String, StoredTensor> weights = new LinkedHashMap<>();
        reference.weights().forEach((name, tensor) -> weights.put(name, float32(tensor)));
        Safetensors.write(weights(), weights);
    }

    /** A complete version of a small network. */
    public static VersionFiles small(Path directory) throws IOException {
        return small(directory, 1);
    }

    /** The same with other weights, so that it answers otherwise. */
    static VersionFiles small(Path directory, long seed) throws IOException {
        return new VersionFiles(directory, new ReferenceNetwork(SMALL, seed)).knowing("", 2, 9, 9);
    }

    /** Adds a pair of random images and the plain loops' answers for them. */
    public VersionFiles knowing(String ending, int images, int height, int width) throws IOException {
        Tensor input = reference.randomImages(images, height, width);
        return knowing(ending, float32(input), float32(reference.logProbabilities(input)));
    }

    public VersionFiles knowing(String ending, StoredTensor input, StoredTensor logProbabilities) throws IOException {
        knownAnswer.put("input" + ending, input);
        knownAnswer.put("log_probabilities" + ending, logProbabilities);
        Safetensors.write(knownAnswer(), knownAnswer);
        return this;
    }

    public Path weights() {
        return directory.resolve("weights.safetensors");
    }

    public Path knownAnswer() {
        return directory.resolve("known-answer.safetensors");
    }

    public Path descriptor() {
        return directory.resolve("model.yaml");
    }

    public VersionFolder folder() {
        return VersionFolder.at(directory);
    }

    /** Rewrites a file of tensors with changes. */
    public static void change(Path file, UnaryOperator<Map<String, StoredTensor>> change) {
        try {
            Map<String, StoredTensor> tensors = new LinkedHashMap<>();
            // Copies: the file is about to be truncated under its mapping.
            Safetensors.map(file).forEach((name, tensor) -> tensors.put(name, copy(tensor)));
            Safetensors.write(file, change.apply(tensors));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StoredTensor copy(StoredTensor tensor) {
        ByteBuffer data = ByteBuffer.allocate(tensor.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
        data.put(tensor.data().duplicate()).rewind();
        return new StoredTensor(tensor.type(), tensor.shape(), data);
    }

    /** The same in double precision. */
    public static Tensor tensor(StoredTensor stored) {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] values = stored.toFloat32(manager).toFloatArray();
            double[] data = new double[values.length];
            Arrays.setAll(data, i -> values[i]);
            return new Tensor(
                    Arrays.stream(stored.shape().getShape())
                            .mapToInt(Math::toIntExact)
                            .toArray(),
                    data);
        }
    }

    public static StoredTensor float32(Tensor tensor) {
        return float32(new Shape(Arrays.stream(tensor.shape()).asLongStream().toArray()), tensor.toFloats());
    }

    public static StoredTensor float32(Shape shape, float... values) {
        ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new StoredTensor(DataType.FLOAT32, shape, data);
    }
}
