package org.residual.nn;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;

/** A network with its weights, and PyTorch's answers in float64, see {@code src/test/python/golden.py}. */
public record Golden(String name, Map<String, StoredTensor> weights, Map<String, StoredTensor> cases) {
    private static final String FIXED = ".fixed.";

    private static Golden read(Path weights) {
        try {
            String name = weights.getFileName().toString().replace(".weights.safetensors", "");
            Path cases = weights.resolveSibling(name + ".cases.safetensors");
            return new Golden(name, Safetensors.map(weights), Safetensors.map(cases));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public NetworkConfiguration configuration(Statistics statistics) {
        boolean resnet = name.startsWith("resnet");
        String stage = resnet ? "layers1." : "layers.";
        List<Integer> channels = new ArrayList<>();
        channels.add(size("conv1.weight"));
        IntStream.iterate(0, i -> weights.containsKey(stage + i + ".a"), i -> i + 1)
                .forEach(i -> channels.add(size(stage + i + ".a")));
        return new NetworkConfiguration(
                resnet ? Architecture.RESNET : Architecture.CONVBNNET, channels, size("out.weight"), 0, statistics);
    }

    private int size(String weight) {
        return Math.toIntExact(weights.get(weight).shape().get(0));
    }

    Network network(NDManager manager, Statistics statistics) {
        Network network = configuration(statistics).newNetwork();
        network.load(
                manager,
                (parameter, shape) -> weights.get(parameter).toFloat32(manager).duplicate());
        return network;
    }

    /** The same network in plain loops of double precision. */
    public ReferenceNetwork reference(Statistics statistics) {
        Map<String, ReferenceNetwork.Tensor> tensors = new LinkedHashMap<>();
        weights.forEach((name, stored) -> tensors.put(name, tensor(stored)));
        return new ReferenceNetwork(configuration(statistics), tensors);
    }

    /** The values in double precision. */
    public static ReferenceNetwork.Tensor tensor(StoredTensor stored) {
        int[] shape = Arrays.stream(stored.shape().getShape())
                .mapToInt(Math::toIntExact)
                .toArray();
        ByteBuffer floats =
                ByteBuffer.allocate(Float.BYTES * Math.toIntExact(stored.shape().size()));
        stored.copyTo(floats);
        FloatBuffer values = floats.flip().asFloatBuffer();
        double[] data = new double[values.capacity()];
        Arrays.setAll(data, values::get);
        return new ReferenceNetwork.Tensor(shape, data);
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * Those in {@code src/test/resources/golden}, and in {@code -Dgolden.directory=} if that is set, with the
     * statistics of the input.
     */
    public static Stream<Golden> all() throws IOException {
        return read(name -> !name.contains(FIXED));
    }

    /** Networks whose layers keep their means and stds, see {@code src/test/python/golden_fixed.py}. */
    public static Stream<Golden> fixed() throws IOException {
        return read(name -> name.contains(FIXED));
    }

    /** Those with such statistics. */
    public static Stream<Golden> of(Statistics statistics) throws IOException {
        return statistics == Statistics.FIXED ? fixed() : all();
    }

    /** Each network with each kind of statistics that it has answers for, for tests with parameters. */
    public static Stream<Arguments> withStatistics() throws IOException {
        List<Arguments> goldens = new ArrayList<>();
        for (Statistics statistics : Statistics.values()) {
            of(statistics).forEach(golden -> goldens.add(Arguments.of(golden, statistics)));
        }
        return goldens.stream();
    }

    /** Pairs of {@code input} and {@code log_probabilities} for each size, as in a known answer. */
    public Map<String, StoredTensor> knownAnswer(Statistics statistics) {
        String prefix = statistics.name().toLowerCase(Locale.ROOT) + "_";
        Map<String, StoredTensor> pairs = new LinkedHashMap<>();
        cases.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                String size = name.substring(prefix.length());
                pairs.put("input_" + size, cases.get("input_" + size));
                pairs.put("log_probabilities_" + size, tensor);
            }
        });
        return pairs;
    }

    private static Stream<Golden> read(Predicate<String> names) throws IOException {
        List<Path> directories = new ArrayList<>(List.of(Path.of("src/test/resources/golden")));
        String more = System.getProperty("golden.directory", "");
        if (!more.isBlank()) {
            directories.add(Path.of(more));
        }
        List<Golden> goldens = new ArrayList<>();
        for (Path directory : directories) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(file -> file.toString().endsWith(".weights.safetensors"))
                        .filter(file -> names.test(file.getFileName().toString()))
                        .sorted()
                        .map(Golden::read)
                        .forEach(goldens::add);
            }
        }
        return goldens.stream();
    }
}
