package org.residual.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.ResidualApplication;
import org.residual.nn.Architecture;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.Statistics;
import org.residual.store.VersionFiles;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.VersionLoader;
import org.residual.store.tensor.StoredTensor;
import org.residual.store.version.ReadyVersion;
import picocli.CommandLine;

/** Networks with answers from plain loops in double precision. */
class ImportCommandTest {
    private static final NetworkConfiguration CONVBNNET =
            new NetworkConfiguration(Architecture.CONVBNNET, List.of(4, 6), 3, 0, Statistics.IMAGE);
    private static final Path CHECKPOINTS = Path.of("src/test/resources/checkpoints");
    private static final int BAD_FILE = 1;
    private static final int WRONG_USAGE = 2;

    @TempDir
    private Path directory;

    private Exported exported;
    private StringWriter out;
    private StringWriter err;

    @BeforeEach
    void export() {
        exported = exported(CONVBNNET);
    }

    private Exported exported(NetworkConfiguration network) {
        return new Exported(directory, new ReferenceNetwork(network, 3));
    }

    private Path store() {
        return directory.resolve("store");
    }

    private int execute(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        return ResidualApplication.commandLine(new ImportCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private int importFrom(Path weights, String... more) {
        List<String> arguments = new ArrayList<>(List.of(weights.toString(), "--model=net", "--store=" + store()));
        arguments.addAll(List.of(more));
        return execute(arguments.toArray(String[]::new));
    }

    private Path version(int number) {
        return store().resolve("net").resolve(Integer.toString(number));
    }

    private ReadyVersion load(int number) {
        return new VersionLoader(8).load(VersionFolder.at(version(number)));
    }

    private void assertImported(int exitCode) {
        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).isZero();
    }

    private void assertRefused(int exitCode, int expected, String sentence) {
        assertThat(err.toString()).isEqualToIgnoringNewLines(sentence);
        assertThat(exitCode).isEqualTo(expected);
        assertThat(store()).doesNotExist();
    }

    static Stream<NetworkConfiguration> networks() {
        return Stream.of(Statistics.values())
                .flatMap(statistics -> Stream.of(
                        new NetworkConfiguration(Architecture.RESNET, List.of(5, 6), 2, 0, statistics),
                        new NetworkConfiguration(Architecture.RESNET, List.of(3, 20, 7), 4, 0, statistics),
                        new NetworkConfiguration(Architecture.CONVBNNET, List.of(10, 2), 2, 0, statistics),
                        new NetworkConfiguration(Architecture.CONVBNNET, List.of(1, 24, 17, 9), 11, 0, statistics)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void writesAVersionOfTheNetworkThatTheFilesTellOf(NetworkConfiguration network) throws IOException {
        Exported files = exported(network);
        assertImported(importFrom(files.weights(), "--known-answer=" + files.knownAnswer()));
        assertThat(version(1).toFile().list())
                .containsExactlyInAnyOrder(
                        "known-answer.safetensors", "model.yaml", "weights.safetensors", "weights.sha256");
        assertThat(version(1).getParent().toFile().list()).containsExactly("1");
        try (ReadyVersion version = load(1)) {
            assertThat(version.model()).isEqualTo("net");
            assertThat(version.descriptor().network()).isEqualTo(network);
            assertThat(version.knownAnswerError()).isLessThan(1e-5);
        }
    }

    @Test
    void tellsWhatItFoundAndWhereItPutIt() throws IOException {
        assertImported(importFrom(exported.weights(), "--known-answer=" + exported.knownAnswer(), "--size=12"));
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("convbnnet, channels [4, 6], 3 classes");
        assertThat(lines.get(1))
                .matches("known answer reproduced to [0-9]\\.[0-9]e-0[6-9], the tolerance is [1-9]e-05");
        assertThat(lines.get(2)).isEqualTo("written to " + version(1) + ", for POST /models/net/predict");
    }

    @Test
    void saysThatWithoutASizeImagesKeepTheirs() throws IOException {
        assertImported(importFrom(exported.weights()));
        assertThat(out.toString()).contains("no --size: images keep their size");
        assertImported(importFrom(exported.weights(), "--shorter-side=12"));
        assertThat(out.toString()).doesNotContain("no --size");
    }

    @Test
    void saysThatWithoutAKnownAnswerOnlyLaterChangeIsNoticed() throws IOException {
        assertImported(importFrom(exported.weights()));
        assertThat(out.toString())
                .contains("no --known-answer: used this machine's answers for 8 noise images. This detects later "
                        + "changes, but does not show that PyTorch answers the same");
        try (ReadyVersion version = load(1)) {
            assertThat(version.descriptor().network()).isEqualTo(CONVBNNET);
        }
    }

    @Test
    void givesItselfTheSameKnownAnswerEveryTime() throws IOException {
        importFrom(exported.weights());
        importFrom(exported.weights());
        assertThat(version(2).resolve("known-answer.safetensors"))
                .hasSameBinaryContentAs(version(1).resolve("known-answer.safetensors"));
    }

    @Test
    void saysWhenFloat32RoundsMoreThanTheToleranceAllows() throws IOException {
        Exported wide = exported(
                new NetworkConfiguration(Architecture.CONVBNNET, List.of(20, 40, 60), 10, 0, Statistics.IMAGE));
        assertThat(importFrom(wide.weights(), "--tolerance=1e-12")).isEqualTo(BAD_FILE);
        assertThat(err.toString())
                .contains("the tolerance is 1.0E-12. It is the network's answer for noise in float64, and float32 "
                        + "rounds by more: accept that with a larger --tolerance.");
        assertThat(store()).doesNotExist();
    }

    @Test
    void givesItselfAKnownAnswerLargeEnoughForADeepNetwork() throws IOException {
        Exported deep = exported(new NetworkConfiguration(
                Architecture.CONVBNNET, List.of(2, 2, 2, 2, 2, 2, 2, 2, 2), 3, 0, Statistics.IMAGE));
        assertImported(importFrom(deep.weights()));
    }

    @Test
    void saysWhenTheKnownAnswerIsThatOfImagesNormalisedTogether() throws IOException {
        Exported together =
                exported(new NetworkConfiguration(Architecture.CONVBNNET, List.of(4, 6), 3, 0, Statistics.BATCH));
        assertImported(importFrom(together.weights(), "--known-answer=" + together.knownAnswer()));
        assertThat(out.toString())
                .contains("statistics: batch, since the known answer is for images normalised together");
    }

    @Test
    void writesThePreprocessingIntoTheDescriptor() throws IOException {
        assertImported(importFrom(
                exported.weights(),
                "--shorter-side=20",
                "--size=16",
                "--color=grayscale",
                "--mean=0.5,0.25,0.125",
                "--std=0.25,0.5,1",
                "--tolerance=1e-4"));
        assertThat(version(1).resolve("model.yaml")).hasContent("""
                        architecture: convbnnet
                        channels: [4, 6]
                        classes: 3
                        dropout: 0.0
                        statistics: image
                        preprocessing:
                          color: grayscale
                          resize:
                            shorter_side: 20
                            interpolation: bilinear
                          center_crop:
                            height: 16
                            width: 16
                          scale: 1.0
                          normalize:
                            mean: [0.5, 0.25, 0.125]
                            std: [0.25, 0.5, 1.0]
                        tolerance: 1.0E-4
                        """);
    }

    @Test
    void takesMeanAndStdOfLargerValuesWithTheirScale() throws IOException {
        assertImported(importFrom(
                exported.weights(),
                "--size=12",
                "--interpolation=bicubic",
                "--scale=255",
                "--mean=123.675,116.28,103.53",
                "--std=58.395,57.12,57.375"));
        assertThat(version(1).resolve("model.yaml")).content().contains("""
                            interpolation: bicubic
                          scale: 255.0
                          normalize:
                            mean: [123.675, 116.28, 103.53]
                            std: [58.395, 57.12, 57.375]
                        """);
    }

    @Test
    void resizesToTheSizeGivenAlone() throws IOException {
        assertImported(importFrom(exported.weights(), "--size=16"));
        assertThat(version(1).resolve("model.yaml"))
                .content()
                .contains("  resize:\n    height: 16\n    width: 16\n")
                .doesNotContain("crop");
    }

    @Test
    void takesLabelsAlong() throws IOException {
        Path labels = Files.write(directory.resolve("names.txt"), List.of("cat", "dog", "neither"));
        assertImported(importFrom(exported.weights(), "--labels=" + labels));
        try (ReadyVersion version = load(1)) {
            assertThat(version.labels()).containsExactly("cat", "dog", "neither");
        }
    }

    @Test
    void takesTheVersionAfterTheHighest() throws IOException {
        assertImported(importFrom(exported.weights(), "--version=9"));
        assertImported(importFrom(exported.weights()));
        assertImported(importFrom(exported.weights(), "--version=3"));
        assertThat(store().resolve("net").toFile().list()).containsExactlyInAnyOrder("3", "9", "10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"module.", "model.", "_orig_mod.", "module._orig_mod.", "backbone.net."})
    void leavesOutWhatAllNamesBeginWith(String prefix) throws IOException {
        Path weights = exported.weights(tensors -> {
            Map<String, StoredTensor> wrapped = new LinkedHashMap<>();
            tensors.forEach((name, tensor) -> wrapped.put(prefix + name, tensor));
            return wrapped;
        });
        assertImported(importFrom(weights, "--known-answer=" + exported.knownAnswer()));
        assertThat(out.toString())
                .startsWith("convbnnet, channels [4, 6], 3 classes; removed from each name: " + prefix);
    }

    @Test
    void showsNothingOfAFileThatATerminalWouldActOn() throws IOException {
        Path weights = exported.weights(tensors -> {
            Map<String, StoredTensor> wrapped = new LinkedHashMap<>();
            tensors.forEach((name, tensor) -> wrapped.put("\33[2J\n." + name, tensor));
            return wrapped;
        });
        assertImported(importFrom(weights));
        assertThat(out.toString())
                .startsWith("convbnnet, channels [4, 6], 3 classes; removed from each name: ?[2J?.")
                .doesNotContain("\33");
    }

    private static StoredTensor float64(StoredTensor tensor) {
        FloatBuffer values =
                tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        ByteBuffer data = ByteBuffer.allocate(Double.BYTES * values.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        while (values.hasRemaining()) {
            data.putDouble(values.get());
        }
        return new StoredTensor(DataType.FLOAT64, tensor.shape(), data.flip());
    }

    private static StoredTensor bfloat16(StoredTensor tensor) {
        FloatBuffer values =
                tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        ByteBuffer data = ByteBuffer.allocate(Short.BYTES * values.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        while (values.hasRemaining()) {
            data.putShort((short) (Float.floatToIntBits(values.get()) >>> Short.SIZE));
        }
        return new StoredTensor(DataType.BFLOAT16, tensor.shape(), data.flip());
    }

    private static UnaryOperator<Map<String, StoredTensor>> each(UnaryOperator<StoredTensor> change) {
        return tensors -> {
            Map<String, StoredTensor> changed = new LinkedHashMap<>();
            tensors.forEach((name, tensor) -> changed.put(name, change.apply(tensor)));
            return changed;
        };
    }

    @Test
    void roundsDoublesToFloats() throws IOException {
        Path weights = exported.weights(each(ImportCommandTest::float64));
        Path answers = exported.knownAnswer(each(ImportCommandTest::float64));
        assertImported(importFrom(weights, "--known-answer=" + answers));
        Exported same = exported(CONVBNNET);
        assertImported(importFrom(same.weights(), "--known-answer=" + same.knownAnswer()));
        for (String file : List.of("weights.safetensors", "known-answer.safetensors")) {
            assertThat(version(1).resolve(file))
                    .hasSameBinaryContentAs(version(2).resolve(file));
        }
    }

    @Test
    void keepsNumbersOfSixteenBits() throws IOException {
        assertImported(importFrom(exported.weights(each(ImportCommandTest::bfloat16))));
        // Half the bytes of each number, with a matching header.
        assertThat(Files.size(version(1).resolve("weights.safetensors"))).isLessThan(Files.size(exported.weights()));
    }

    @Test
    void saysByHowMuchTheKnownAnswerIsOffAndPutsNothingInPlace() throws IOException {
        Path answers = exported.knownAnswer(tensors -> {
            StoredTensor right = tensors.get("log_probabilities");
            FloatBuffer values =
                    right.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            float[] wrong = new float[values.remaining()];
            values.get(wrong);
            wrong[4] += 0.25f;
            tensors.put("log_probabilities", VersionFiles.float32(right.shape(), wrong));
            return tensors;
        });
        assertThat(importFrom(exported.weights(), "--known-answer=" + answers)).isEqualTo(BAD_FILE);
        assertThat(err.toString())
                .matches("The known answer was not reproduced on this machine: a log-probability is off by 0\\.[0-9]+,"
                        + " the tolerance is [1-9]\\.0E-5\\. With statistics: batch it is off by [0-9.]+\\.\\R");
        assertThat(Double.parseDouble(err.toString().replaceAll("(?s).* is off by (0\\.[0-9]+), the.*", "$1")))
                .isCloseTo(0.25, within(1e-5));
        assertThat(store()).doesNotExist();
        assertImported(importFrom(exported.weights(), "--known-answer=" + answers, "--tolerance=0.3"));
    }

    @Test
    void leavesOtherVersionsAsTheyAreWhenOneIsRefused() throws IOException {
        assertImported(importFrom(exported.weights()));
        Path answers = exported(new NetworkConfiguration(Architecture.CONVBNNET, List.of(9, 9), 3, 0, Statistics.IMAGE))
                .knownAnswer();
        assertThat(importFrom(exported.weights(), "--known-answer=" + answers)).isEqualTo(BAD_FILE);
        assertThat(store().resolve("net").toFile().list()).containsExactly("1");
    }

    /** From a network that PyTorch computed, see {@code src/test/python/checkpoints.py}. */
    @ParameterizedTest
    @CsvSource({
        "network.pt, ''",
        "torchvision.pth, ; taken from 'model' of the file",
        "epoch.pt, ; taken from 'net' of the file",
        "lightning.ckpt, ; taken from 'state_dict' of the file; removed from each name: model.",
    })
    void importsWhatTorchSaveHasWritten(String file, String found) throws IOException {
        assertImported(importFrom(CHECKPOINTS.resolve(file), "--known-answer=" + CHECKPOINTS.resolve("answers.pt")));
        assertThat(out.toString()).startsWith("convbnnet, channels [4, 6], 3 classes" + found + System.lineSeparator());
        try (ReadyVersion version = load(1)) {
            assertThat(version.knownAnswerError()).isLessThan(1e-5);
        }
    }

    @Test
    void writesTheSameWeightsFromEitherFormat() throws IOException {
        assertImported(importFrom(CHECKPOINTS.resolve("network.pt")));
        assertImported(importFrom(CHECKPOINTS.resolve("network.safetensors")));
        assertThat(version(1).resolve("weights.safetensors"))
                .hasSameBinaryContentAs(version(2).resolve("weights.safetensors"));
    }

    @Test
    void runsNoCodeOfAWholeModuleAndSaysWhatToSaveInstead() {
        assertRefused(
                importFrom(CHECKPOINTS.resolve("module.pt")),
                BAD_FILE,
                "module.pt: it holds __main__.Trained, which is code, not part of a state_dict, and is not run here:"
                        + " save only the tensors, in Python, with torch.save(net.state_dict(), \"weights.pt\").");
    }

    @Test
    void saysWhatToDoAboutTheFormatOfOldPyTorch() throws IOException {
        String sentence = "old.pt: this is PyTorch's file format from before version 1.6: load it with a newer PyTorch,"
                + " and save it with torch.save(net.state_dict(), \"weights.pt\").";
        Path old = CHECKPOINTS.resolve("old.pt");
        assertRefused(importFrom(old), BAD_FILE, sentence);
        assertRefused(importFrom(exported.weights(), "--known-answer=" + old), BAD_FILE, sentence);
    }

    @Test
    void readsASafetensorsFileThatIsCalledOtherwise() throws IOException {
        Path weights = Files.move(exported.weights(), directory.resolve("net.pt"));
        assertImported(importFrom(weights));
    }

    @Test
    void namesTheFileThatIsCutShort() throws IOException {
        byte[] whole = Files.readAllBytes(exported.weights());
        Path file = Files.write(directory.resolve("part.safetensors"), Arrays.copyOf(whole, whole.length - 8));
        int data = whole.length
                - 8
                - ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt();
        assertRefused(
                importFrom(file),
                BAD_FILE,
                "part.safetensors: the tensors need " + data + " bytes, but the file holds only " + (data - 8)
                        + ": it is cut short.");
    }

    @Test
    void namesWhatIsNotWrappedAsTheRest() throws IOException {
        Path weights = exported.weights(tensors -> {
            Map<String, StoredTensor> wrapped = new LinkedHashMap<>();
            tensors.forEach((name, tensor) -> wrapped.put("model." + name, tensor));
            wrapped.put("loss.weight", tensors.get("out.bias"));
            return wrapped;
        });
        assertRefused(
                importFrom(weights),
                BAD_FILE,
                "Most names begin with 'model.', but not loss.weight; --prefix=model. leaves those out.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ema.", "ema"})
    void takesTheParametersWhoseNamesBeginWithThePrefix(String prefix) throws IOException {
        Exported other =
                exported(new NetworkConfiguration(Architecture.CONVBNNET, List.of(3, 5), 2, 0, Statistics.IMAGE));
        Path answers = other.knownAnswer();
        Path weights = exported.weights(tensors -> {
            Map<String, StoredTensor> both = new LinkedHashMap<>();
            tensors.forEach((name, tensor) -> both.put("net." + name, tensor));
            other.network().weights().forEach((name, tensor) -> both.put("ema." + name, VersionFiles.float32(tensor)));
            return both;
        });
        assertImported(importFrom(weights, "--prefix=" + prefix, "--known-answer=" + answers));
        assertThat(out.toString()).startsWith("convbnnet, channels [3, 5], 2 classes; removed from each name: ema.");
    }

    @Test
    void saysThatNoNameBeginsWithThePrefix() throws IOException {
        assertRefused(
                importFrom(exported.weights(), "--prefix=ema."),
                BAD_FILE,
                "No name begins with 'ema.'; there are conv1.weight, conv1.bias, out.weight, out.bias, layers.0.a,"
                        + " layers.0.m, layers.0.layer.weight.");
    }

    @Test
    void namesTheParameterThatIsMissing() throws IOException {
        Path weights = exported.weights(tensors -> {
            tensors.remove("layers.0.m");
            return tensors;
        });
        assertRefused(
                importFrom(weights),
                BAD_FILE,
                "The names do not match a convbnnet with channels [4, 6]; missing: layers.0.m.");
    }

    @Test
    void namesTheParameterThatIsNoNumber() throws IOException {
        Path weights = exported.weights(tensors -> {
            tensors.put("out.bias", VersionFiles.float32(new Shape(3), 1, Float.NaN, 1));
            return tensors;
        });
        assertRefused(importFrom(weights), BAD_FILE, "out.bias holds a value that is infinite or not a number.");
    }

    @Test
    void namesTheParameterOfWholeNumbers() throws IOException {
        Path weights = exported.weights(tensors -> {
            tensors.put("out.bias", new StoredTensor(DataType.INT64, new Shape(3), ByteBuffer.allocate(24)));
            return tensors;
        });
        assertRefused(importFrom(weights), BAD_FILE, "out.bias is of type I64, but must be F32, F16 or BF16.");
    }

    @Test
    void countsTheLabels() throws IOException {
        Path labels = Files.write(directory.resolve("names.txt"), List.of("cat", "dog"));
        assertRefused(
                importFrom(exported.weights(), "--labels=" + labels),
                BAD_FILE,
                "labels.txt: has 2 lines, but the model has 3 classes.");
    }

    @Test
    void saysWhatAKnownAnswerConsistsOf() throws IOException {
        Path answers = exported.knownAnswer(tensors -> {
            tensors.put("logits", tensors.remove("log_probabilities_9x16"));
            return tensors;
        });
        assertRefused(
                importFrom(exported.weights(), "--known-answer=" + answers),
                BAD_FILE,
                "known-answer.safetensors: beside input_9x16 there must be its log_probabilities of shape (2, 3).");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    --model=two words     | 'two words' is not a valid name of a model: use letters, digits, . _ and -, and start with a letter or digit.
                    --model=../net        | '../net' is not a valid name of a model: use letters, digits, . _ and -, and start with a letter or digit.
                    --version=0           | A version is a whole number from 1 to 9223372036854775807, not 0.
                    --labels=nowhere      | nowhere does not exist.
                    --known-answer=src    | src is not a readable file.
                    --shorter-side=0      | shorter side must be from 1 to 16384, not 0.
                    --size=2              | The input is 2x2 pixels, which is too small for this network: height or width must be at least 3.
                    --mean=1,1,1          | --mean and --std require each other.
                    --mean=1 --std=2      | mean must be three numbers, for red, green and blue, not [1.0].
                    --mean=123.675,116.28,103.53 --std=58.395,57.12,57.375 | --mean must be from 0 to 1.0, the largest value of a pixel, not [123.675, 116.28, 103.53]: divide by 255, or add --scale=255 if the network was trained with values of 0 to 255.
                    --mean=0,0,0 --std=255,255,255 | --std must be from 0 to 1.0, the largest value of a pixel, not [255.0, 255.0, 255.0]: divide by 255, or add --scale=255 if the network was trained with values of 0 to 255.
                    --mean=-1,0,0 --std=1,1,1 --scale=2 | --mean must be from 0 to 2.0, the largest value of a pixel, not [-1.0, 0.0, 0.0].
                    --scale=0             | scale must be a positive number, not 0.0.
                    --interpolation=bicubic | --interpolation requires --size or --shorter-side.
                    --tolerance=0         | tolerance must be more than 0 and at most 1.0, but is 0.0.
                    """)
    void saysWhatIsWrongWithAnOption(String option, String sentence) throws IOException {
        String model = option.startsWith("--model") ? option : "--model=net";
        List<String> arguments = new ArrayList<>(List.of(exported.weights().toString(), model, "--store=" + store()));
        if (!option.startsWith("--model")) {
            arguments.addAll(List.of(option.split(" ")));
        }
        assertRefused(execute(arguments.toArray(String[]::new)), WRONG_USAGE, sentence);
    }

    @Test
    void saysThatTheWeightsDoNotExist() {
        assertRefused(importFrom(Path.of("nowhere.safetensors")), WRONG_USAGE, "nowhere.safetensors does not exist.");
    }

    @Test
    void leavesAVersionThatExistsAsItIs() throws IOException {
        Files.createDirectories(version(4));
        assertThat(importFrom(exported.weights(), "--version=4")).isEqualTo(WRONG_USAGE);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(version(4) + " exists already: omit --version for the next free one.");
        assertThat(version(4)).isEmptyDirectory();
    }

    @Test
    void saysThatTheStoreIsNoFolder() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(execute(exported.weights().toString(), "--model=net", "--store=" + file))
                .isEqualTo(BAD_FILE);
        assertThat(err.toString())
                .startsWith("A file cannot be read or written: ")
                .doesNotContain("\tat ");
    }

    @Test
    void namesTheOptionsThatAreMissing() {
        assertThat(execute()).isEqualTo(WRONG_USAGE);
        assertThat(err.toString()).startsWith("Missing required options and parameters: '--model=NAME', 'WEIGHTS'");
    }

    @Test
    void explainsItsOptions() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString())
                .startsWith("Usage: import ")
                .contains("RGB, GRAYSCALE", "Default: model-store")
                .doesNotContain("null", "${");
        assertThat(Arrays.stream(ImportCommand.class.getDeclaredFields())
                        .map(field -> field.getAnnotation(CommandLine.Option.class))
                        .filter(option -> option != null)
                        .map(option -> option.names()[0]))
                .isNotEmpty()
                .allSatisfy(option -> assertThat(out.toString()).contains("      " + option));
    }
}
