package org.residual.store.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.engine.Engines;
import org.residual.nn.Architecture;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.ReferenceNetwork.Tensor;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.VersionFiles;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Labels;
import org.residual.store.tensor.StoredTensor;
import org.residual.store.version.ReadyVersion;

/** Versions with known answers from plain loops in double precision. */
class VersionLoaderTest {
    private static final double TOLERANCE = 1e-5;
    private static final int LARGEST_BATCH = 5;

    @TempDir
    private Path models;

    private Path directory() {
        return models.resolve("digits").resolve("3");
    }

    private static ReadyVersion load(VersionFiles files) {
        return new VersionLoader(LARGEST_BATCH).load(files.folder());
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(VersionFiles files) {
        return assertThatThrownBy(() -> load(files).close()).isInstanceOf(InvalidModelException.class);
    }

    private static void interruptedLoad(VersionFiles files) {
        Thread.currentThread().interrupt();
        try {
            load(files).close();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void endsBetweenTwoStepsWhenItsThreadIsInterrupted() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        assertThatThrownBy(() -> interruptedLoad(files)).isInstanceOf(LoadingStoppedException.class);
    }

    @Test
    void endsBetweenTwoStepsWhenItIsStoppedAndLoadsNothingAfterThat() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        AtomicInteger steps = new AtomicInteger();
        AtomicReference<VersionLoader> loader = new AtomicReference<>();
        loader.set(new VersionLoader(
                Engines.installed(), List.of(ComputeDevice.CPU), LARGEST_BATCH, ModelMemory.ANY, () -> {
                    if (steps.incrementAndGet() == 12) {
                        loader.get().stop();
                    }
                }));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> loader.get().load(files.folder()).close())
                    .isInstanceOf(LoadingStoppedException.class);
            assertThat(steps).hasValue(12);
        }
    }

    static Stream<NetworkConfiguration> configurations() {
        return Stream.of(Statistics.values())
                .flatMap(statistics -> Stream.of(
                        new NetworkConfiguration(Architecture.RESNET, List.of(5, 20, 24), 4, 0.5, statistics),
                        new NetworkConfiguration(Architecture.CONVBNNET, List.of(10, 20, 40), 7, 0, statistics)));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void acceptsANetworkThatAnswersWhatThePlainLoopsAnswer(NetworkConfiguration configuration) throws IOException {
        VersionFiles files = new VersionFiles(directory(), new ReferenceNetwork(configuration, 17))
                .knowing("", 3, 32, 32)
                .knowing("_least", 2, 5, 1)
                .knowing("_19x40", 2, 19, 40);
        try (ReadyVersion version = load(files)) {
            assertThat(version.knownAnswerError()).isPositive().isLessThan(TOLERANCE);
            assertThat(version.model()).isEqualTo("digits");
            assertThat(version.number()).isEqualTo(3);
            assertThat(version.labels()).isEmpty();
            assertThat(version.descriptor().network()).isEqualTo(configuration);
        }
    }

    /** The elements of narrower types in safetensors: truncated floats. */
    private enum Half {
        FLOAT16(DataType.FLOAT16, 13) {
            @Override
            float rounded(float value) {
                // Below it the numbers are subnormal.
                return Math.abs(value) < 0x1p-14f ? 0 : super.rounded(value);
            }

            @Override
            short bits(float rounded) {
                int bits = Float.floatToIntBits(rounded);
                int magnitude = rounded == 0 ? 0 : (bits & 0x7fffffff) - (127 - 15 << 23) >> 13;
                return (short) (bits >>> 16 & 0x8000 | magnitude);
            }
        },
        BFLOAT16(DataType.BFLOAT16, 16) {
            @Override
            short bits(float rounded) {
                return (short) (Float.floatToIntBits(rounded) >>> 16);
            }
        };

        private final DataType type;
        private final int bitsLess;

        Half(DataType type, int bitsLess) {
            this.type = type;
            this.bitsLess = bitsLess;
        }

        float rounded(float value) {
            return Float.intBitsToFloat(Float.floatToIntBits(value) & -1 << bitsLess);
        }

        abstract short bits(float rounded);

        Tensor rounded(Tensor tensor) {
            double[] data = Arrays.stream(tensor.data())
                    .map(value -> rounded((float) value))
                    .toArray();
            return new Tensor(tensor.shape(), data);
        }

        StoredTensor stored(StoredTensor float32) {
            ByteBuffer data =
                    ByteBuffer.allocate(float32.data().remaining() / 2).order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer from = float32.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
            while (from.hasRemaining()) {
                data.putShort(bits(from.getFloat()));
            }
            return new StoredTensor(type, float32.shape(), data.flip());
        }
    }

    @ParameterizedTest
    @EnumSource(Half.class)
    void acceptsWeightsOfHalfTheBits(Half half) throws IOException {
        NetworkConfiguration configuration =
                new NetworkConfiguration(Architecture.RESNET, List.of(6, 20), 4, 0, Statistics.IMAGE);
        Map<String, Tensor> rounded = new LinkedHashMap<>();
        new ReferenceNetwork(configuration, 5).weights().forEach((name, tensor) -> {
            rounded.put(name, half.rounded(tensor));
        });
        VersionFiles files =
                new VersionFiles(directory(), new ReferenceNetwork(configuration, rounded)).knowing("", 2, 16, 16);
        VersionFiles.change(files.weights(), weights -> {
            weights.replaceAll((name, tensor) -> half.stored(tensor));
            return weights;
        });
        try (ReadyVersion version = load(files)) {
            assertThat(version.knownAnswerError()).isPositive().isLessThan(TOLERANCE);
        }
    }

    @Test
    void readsTheLabels() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        Labels.write(models.resolve("digits"), List.of("zero", "one", "two"));
        try (ReadyVersion version = load(files)) {
            assertThat(version.labels()).containsExactly("zero", "one", "two");
            assertThat(version.label(1)).hasValue("one");
        }
    }

    @Test
    void aClassWithoutLabelsHasNone() throws IOException {
        try (ReadyVersion version = load(VersionFiles.small(directory()))) {
            assertThat(version.label(1)).isEmpty();
        }
    }

    @Test
    void refusesLabelsThatAreNotAsManyAsTheClasses() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        Labels.write(models.resolve("digits"), List.of("zero", "one"));
        assertRefused(files).hasMessage("labels.txt: has 2 lines, but the model has 3 classes.");
    }

    @Test
    void refusesAnyOneWeightThatIsCorruptSayingByHowMuchTheAnswerIsOff() throws IOException {
        for (String name : new ReferenceNetwork(VersionFiles.SMALL, 1).weights().keySet()) {
            VersionFiles files = VersionFiles.small(directory());
            VersionFiles.change(files.weights(), weights -> {
                ByteBuffer data = weights.get(name).data();
                data.putFloat(0, data.getFloat(0) + 0.25f);
                return weights;
            });
            assertRefused(files)
                    .as(name)
                    .message()
                    .matches("The known answer was not reproduced on this machine: a log-probability is off by"
                            + " [0-9.E-]+, the tolerance is 1.0E-5\\.");
        }
    }

    @Test
    void acceptsAnAnswerThatIsOffByLessThanTheToleranceOfTheDescriptor() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        VersionFiles.change(files.knownAnswer(), tensors -> {
            ByteBuffer data = tensors.get("log_probabilities").data();
            data.putFloat(0, data.getFloat(0) + 0.01f);
            return tensors;
        });
        assertRefused(files).hasMessageContaining("off by 0.0");
        String yaml = Files.readString(files.descriptor());
        Files.writeString(files.descriptor(), yaml.replace("tolerance: 1.0E-5", "tolerance: 0.02"));
        try (ReadyVersion version = load(files)) {
            assertThat(version.knownAnswerError()).isBetween(0.0099, 0.0101);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "weights.safetensors, conv1.bias",
        "weights.safetensors, layers.0.m",
        "known-answer.safetensors, input",
        "known-answer.safetensors, log_probabilities"
    })
    void refusesWhatIsNoNumber(String file, String tensor) throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        VersionFiles.change(directory().resolve(file), tensors -> {
            tensors.get(tensor).data().putFloat(0, Float.NaN);
            return tensors;
        });
        assertRefused(files).hasMessageContaining("not a number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.yaml", "weights.safetensors", "known-answer.safetensors"})
    void refusesAVersionOfWhichAFileIsMissing(String file) throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        Files.delete(directory().resolve(file));
        assertRefused(files).hasMessage(file + " is missing.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.yaml", "weights.safetensors", "known-answer.safetensors"})
    void refusesAFolderInPlaceOfAFile(String file) throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        Files.delete(directory().resolve(file));
        Files.createDirectory(directory().resolve(file));
        assertRefused(files).hasMessage(file + " is a folder, but must be a file.");
    }

    @Test
    void refusesWeightsOfWhichOneIsMissingNamingIt() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        VersionFiles.change(files.weights(), weights -> {
            weights.remove("layers.0.m");
            return weights;
        });
        assertRefused(files).hasMessageContaining("missing tensors are [layers.0.m], unknown ones are []");
    }

    @Test
    void refusesWeightsOfWhichOneIsUnknownNamingIt() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        VersionFiles.change(files.weights(), weights -> {
            weights.put("layers.7.m", VersionFiles.float32(new Shape(1), 1));
            return weights;
        });
        assertRefused(files).hasMessageContaining("missing tensors are [], unknown ones are [layers.7.m]");
    }

    static Stream<Shape> otherShapes() {
        return Stream.of(new Shape(6), new Shape(1, 6, 1), new Shape(7, 1, 1), new Shape(), new Shape(6, 0));
    }

    @ParameterizedTest
    @MethodSource("otherShapes")
    void refusesAWeightOfAnotherShapeNamingItAndBothShapes(Shape shape) throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        VersionFiles.change(files.weights(), weights -> {
            weights.put("layers.0.m", VersionFiles.float32(shape, new float[Math.toIntExact(shape.size())]));
            return weights;
        });
        assertRefused(files)
                .hasMessageStartingWith("weights.safetensors: layers.0.m has shape " + shape)
                .hasMessageEndingWith("needs (6, 1, 1).");
    }

    @Test
    void refusesAWeightOfWholeNumbersNamingIt() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        VersionFiles.change(files.weights(), weights -> {
            ByteBuffer data = ByteBuffer.allocate(8 * 6).order(ByteOrder.LITTLE_ENDIAN);
            weights.put("layers.0.m", new StoredTensor(DataType.INT64, new Shape(6, 1, 1), data));
            return weights;
        });
        assertRefused(files).hasMessage("layers.0.m is of type I64, but must be F32, F16 or BF16.");
    }

    static Stream<Arguments> misshapenAnswers() {
        return Stream.of(
                Arguments.of(new Shape(1, 3, 9), new Shape(1, 3), "[k, 3, height, width]"),
                Arguments.of(new Shape(1, 1, 9, 9), new Shape(1, 3), "[k, 3, height, width]"),
                Arguments.of(new Shape(0, 3, 9, 9), new Shape(0, 3), "[k, 3, height, width]"),
                Arguments.of(new Shape(2, 3, 9, 9), new Shape(1, 3), "log_probabilities of shape (2, 3)"),
                Arguments.of(new Shape(1, 3, 9, 9), new Shape(1, 4), "log_probabilities of shape (1, 3)"),
                Arguments.of(new Shape(1, 3, 9, 9), new Shape(3), "log_probabilities of shape (1, 3)"),
                Arguments.of(new Shape(1, 3, 2, 2), new Shape(1, 3), "input: The input is 2x2 pixels"),
                Arguments.of(new Shape(1, 3, 9, 0), new Shape(1, 3), "input: The input is 9x0 pixels"));
    }

    @ParameterizedTest
    @MethodSource("misshapenAnswers")
    void refusesAKnownAnswerOfWrongShapes(Shape input, Shape logProbabilities, String reason) throws IOException {
        VersionFiles files = new VersionFiles(directory(), new ReferenceNetwork(VersionFiles.SMALL, 1))
                .knowing(
                        "",
                        VersionFiles.float32(input, new float[Math.toIntExact(input.size())]),
                        VersionFiles.float32(logProbabilities, new float[Math.toIntExact(logProbabilities.size())]));
        assertRefused(files)
                .hasMessageStartingWith("known-answer.safetensors: ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"input", "log_probabilities"})
    void refusesAKnownAnswerOfWhichHalfIsMissing(String half) throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        VersionFiles.change(files.knownAnswer(), tensors -> {
            tensors.remove(half);
            return tensors;
        });
        assertRefused(files).hasMessageContaining("log_probabilities");
    }

    @Test
    void refusesAKnownAnswerWithATensorThatBelongsToNone() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        VersionFiles.change(files.knownAnswer(), tensors -> {
            tensors.put("targets", VersionFiles.float32(new Shape(1), 1));
            return tensors;
        });
        assertRefused(files).hasMessageContaining("targets");
    }

    @Test
    void refusesADescriptorWhoseInputIsTooSmallForTheNetwork() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        Files.writeString(
                files.descriptor(),
                Files.readString(files.descriptor())
                        .replace("preprocessing:\n", "preprocessing:\n  resize: {height: 2, width: 2}\n"));
        assertRefused(files).hasMessageStartingWith("model.yaml: The input is 2x2 pixels");
    }

    @Test
    void refusesADescriptorOfAnotherNetworkThanTheWeightsAreOf() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        Files.writeString(
                files.descriptor(), Files.readString(files.descriptor()).replace("[4, 6]", "[4, 6, 8]"));
        assertRefused(files)
                .hasMessageContaining("missing tensors are [layers.1.a, layers.1.layer.weight, layers.1.m]");
    }

    @Test
    void refusesWeightsThatAreCutShort() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        byte[] bytes = Files.readAllBytes(files.weights());
        Files.write(files.weights(), Arrays.copyOf(bytes, bytes.length - 1));
        assertRefused(files).hasMessageStartingWith("weights.safetensors: ").hasMessageContaining("cut short");
    }
}
