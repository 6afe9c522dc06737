package org.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.ResidualApplication;
import org.residual.engine.Batches;
import org.residual.image.pixel.RgbImage;
import org.residual.image.preprocessing.ImageTensor;
import org.residual.nn.Architecture;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.TorchEngine;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.VersionLoader;
import org.residual.store.tensor.Safetensors;
import org.residual.store.version.ReadyVersion;
import org.residual.training.data.Pictures;
import picocli.CommandLine;

class TrainCommandTest {
    private static final String[] FILES = {
        "known-answer.safetensors", "labels.txt", "model.yaml", "weights.safetensors", "weights.sha256"
    };

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path folders;

    @BeforeEach
    void writePictures() throws IOException {
        folders = Pictures.writeFolders(directory.resolve("pictures"), 12);
    }

    private int execute(String... arguments) {
        return ResidualApplication.commandLine(new TrainCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private Path output(String version) {
        return directory.resolve("models").resolve("halves").resolve(version);
    }

    /** A short training on the folders; the arguments override its options. */
    private int train(String version, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--data=" + folders,
                "--output=" + output(version),
                "--architecture=resnet",
                "--channels=8,20",
                "--size=12",
                "--epochs=2",
                "--batch-size=8",
                "--learning-rate=0.02"));
        for (String argument : more) {
            arguments.removeIf(given -> given.startsWith(argument.replaceAll("=.*", "=")));
            arguments.add(argument);
        }
        return execute(arguments.toArray(String[]::new));
    }

    private ReadyVersion load(String version) {
        return new VersionLoader(8).load(VersionFolder.at(output(version)));
    }

    /** Once it is running, the engine keeps the number of threads that it was started with. */
    @BeforeAll
    static void startEngine() {
        TorchEngine.start(1);
    }

    static Stream<Arguments> networks() {
        return Stream.of(Architecture.values())
                .flatMap(architecture ->
                        Stream.of(Statistics.values()).map(statistics -> Arguments.of(architecture, statistics)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void writesAVersionThatIsReadyToBeServed(Architecture architecture, Statistics statistics) throws IOException {
        int exitCode = train("1", "--architecture=" + architecture, "--statistics=" + statistics);
        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).isZero();
        try (Stream<Path> files = Files.list(output("1"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(FILES);
        }
        assertThat(output("1").getParent().toFile().list()).containsExactly("1");
        try (ReadyVersion version = load("1")) {
            assertThat(version.model()).isEqualTo("halves");
            assertThat(version.labels()).containsExactly("a top", "bottom");
            assertThat(version.descriptor().network().architecture()).isEqualTo(architecture);
            assertThat(version.descriptor().statistics()).isEqualTo(statistics);
            assertThat(version.descriptor().channels()).containsExactly(8, 20);
            assertThat(version.descriptor().classes()).isEqualTo(2);
        }
    }

    @Test
    void writesAVersionThatTellsNewPicturesApart() throws IOException {
        assertThat(train("1", "--epochs=12", "--no-distortion")).isZero();
        try (ReadyVersion version = load("1")) {
            for (Pictures.Picture picture : Pictures.pictures(10, 99)) {
                ImageTensor tensor = version.descriptor().preprocessing().apply(picture.image());
                float[] answer = version.network(ComputeDevice.CPU)
                        .logProbabilities(Batches.of(tensor.values(), 1, tensor.height(), tensor.width()));
                assertThat(answer[picture.label()]).isGreaterThan(answer[1 - picture.label()]);
                assertThat(IntStream.range(0, 2)
                                .mapToDouble(i -> Math.exp(answer[i]))
                                .sum())
                        .isCloseTo(1, within(1e-5));
            }
        }
    }

    @Test
    void tellsOfTheImagesOfEveryEpochAndOfWhereTheVersionLies() {
        assertThat(train("1", "--validation-share=0.25")).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("18 images for training, 6 for validation, 2 classes");
        for (int epoch = 1; epoch <= 2; epoch++) {
            assertThat(lines.get(epoch))
                    .matches(
                            "epoch " + epoch
                                    + " of 2: loss [0-9.]+, validation loss [0-9.]+, accuracy [0-9.]+ %( \\(best\\))?, 0:00:0[0-9] left");
        }
        assertThat(lines.get(3)).isEqualTo("written to " + output("1"));
    }

    @Test
    void trainsOnAContactSheet() throws IOException {
        Path sheet = Pictures.writeSheet(directory.resolve("sheet.png"), 8);
        int exitCode = train("1", "--data=" + sheet, "--tile=12", "--rows-per-class=2", "--validation-columns=3");
        assertThat(exitCode).isZero();
        assertThat(out.toString()).startsWith("20 images for training, 12 for validation, 2 classes");
        try (ReadyVersion version = load("1")) {
            assertThat(version.labels()).containsExactly("0", "1");
        }
    }

    @Test
    void writesWhatItWasToldIntoTheDescriptor() throws IOException {
        train("1", "--size=14", "--color=grayscale", "--minimum-side=5", "--dropout=0.25");
        String descriptor = Files.readString(output("1").resolve("model.yaml"));
        // The tolerance that float32 needs differs from CPU to CPU.
        assertThat(descriptor.replaceAll("tolerance: [1-9]\\.0E-5", "tolerance: so much"))
                .isEqualToNormalizingNewlines("""
                        architecture: resnet
                        channels: [8, 20]
                        classes: 2
                        dropout: 0.25
                        statistics: image
                        preprocessing:
                          minimum_side: 5
                          color: grayscale
                          resize:
                            height: 14
                            width: 14
                            interpolation: bilinear
                          scale: 1.0
                        tolerance: so much
                        """);
    }

    @Test
    void writesTheSameVersionToTheByteForTheSameSeed() throws IOException {
        train("1", "--seed=7", "--dropout=0.3");
        train("2", "--seed=7", "--dropout=0.3");
        train("3", "--seed=8", "--dropout=0.3");
        for (String file : FILES) {
            assertThat(output("2").resolve(file))
                    .hasSameBinaryContentAs(output("1").resolve(file));
        }
        assertThat(Files.readAllBytes(output("3").resolve("weights.safetensors")))
                .isNotEqualTo(Files.readAllBytes(output("1").resolve("weights.safetensors")));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void knowsAnAnswerThatOtherBatchesReproduceWithAMargin(Architecture architecture, Statistics statistics) {
        for (int seed = 1; seed <= 4; seed++) {
            String version = Integer.toString(seed);
            train(version, "--architecture=" + architecture, "--statistics=" + statistics, "--seed=" + seed);
            try (ReadyVersion ready = load(version)) {
                assertThat(ready.knownAnswerError())
                        .isLessThan(0.5 * ready.descriptor().tolerance());
            }
        }
    }

    @Test
    void leavesAVersionThatExistsAsItIs() throws IOException {
        Files.createDirectories(output("1"));
        assertThat(train("1")).isEqualTo(2);
        assertThat(err.toString()).isEqualToIgnoringNewLines(output("1") + " exists already; choose the next version.");
        assertThat(output("1")).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "--output=models/digits/latest, latest is not the folder of a version",
        "--output=models/two words/1, is not the folder of a version",
        "--output=models/digits/0, is not the folder of a version",
        "--data=nowhere, nowhere does not exist.",
        "--channels=8, channels must list the first convolution",
        "'--channels=8,0', 'every entry of channels must be 1 to 65536, but it is [8, 0].'",
        "'--channels=8,x', --channels",
        "--architecture=vgg, --architecture",
        "--statistics=running, --statistics",
        "--from=nowhere/1, nowhere/1 is not a folder of a version.",
        "--size=0, must be from 1 to",
        "--size=2, The input is 2x2 pixels",
        "--dropout=1, dropout must be at least 0 and less than 1",
        "--epochs=0, at least 1 epoch",
        "--batch-size=0, at least 1 image",
        "--learning-rate=-1, The learning rate must be a positive number",
        "--validation-share=1, share for validation",
        "--minimum-side=0, minimum side must be from 1 to",
        "--minimum-side=13, The image is 12 x 12 pixels; this model needs at least 13 x 13.",
        "--optimizer=lion, --optimizer",
        "--schedule=linear, --schedule",
        "--weight-decay=-1, The weight decay must be 0 or a positive number",
        "--threads=0, 'There must be at least 1 thread, not 0.'",
        "--patience=-1, The patience must be 0 or a number of epochs",
        "--augmentation=mixup, --augmentation",
        "--validation-data=nowhere, nowhere does not exist.",
        "--colour=rgb, --colour",
    })
    void saysWhatIsWrongWithAnOptionAndWritesNothing(String option, String reason) {
        assertThat(train("1", option)).isEqualTo(2);
        assertThat(err.toString())
                .contains(reason)
                .doesNotContain("Exception", "\tat ", "java.", "org.residual", "shorterSide", "minimumSide");
        assertThat(directory.resolve("models")).doesNotExist();
        assertThat(Path.of("models")).doesNotExist();
    }

    @Test
    void saysWhatToTrainIsMissing() {
        assertThat(execute("--data=" + folders, "--output=" + output("1"))).isEqualTo(2);
        assertThat(err.toString()).startsWith("--architecture and --channels are missing");
    }

    /** With a rate close to 0, the answers are those of the initial version. */
    @Test
    void beginsWithTheWeightsOfAVersion() throws IOException {
        assertThat(train("1", "--epochs=12", "--no-distortion")).isZero();
        int exitCode = execute(
                "--data=" + folders,
                "--output=" + output("2"),
                "--from=" + output("1"),
                "--epochs=1",
                "--learning-rate=1e-30",
                "--weight-decay=0",
                "--no-distortion");
        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).isZero();
        assertThat(output("2").resolve("weights.safetensors"))
                .hasSameBinaryContentAs(output("1").resolve("weights.safetensors"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--size=12", "--color=grayscale", "--minimum-side=5"})
    void refusesAnotherPreprocessingThanThatOfTheVersionBegunWith(String option) {
        assertThat(train("1", "--epochs=1")).isZero();
        int exitCode = execute("--data=" + folders, "--output=" + output("2"), "--from=" + output("1"), option);
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("--size, --color and --minimum-side cannot be combined with --from, which "
                        + "has its own: omit them.");
        assertThat(output("2")).doesNotExist();
    }

    @Test
    void keepsWhatItKnowsOfClassesAndLearnsNewOnes() throws IOException {
        assertThat(train("1", "--epochs=12", "--no-distortion")).isZero();
        Path more = Pictures.writeFolders(directory.resolve("more"), 4);
        for (int i = 0; i < 4; i++) {
            byte[] grey = new byte[3 * Pictures.SIZE * Pictures.SIZE];
            Arrays.fill(grey, (byte) (60 + 20 * i));
            Pictures.writePng(more.resolve("aa grey/" + i + ".png"), new RgbImage(Pictures.SIZE, Pictures.SIZE, grey));
        }
        assertThat(execute(
                        "--data=" + more,
                        "--output=" + output("2"),
                        "--from=" + output("1"),
                        "--epochs=1",
                        "--learning-rate=1e-12",
                        "--weight-decay=0"))
                .isZero();
        try (ReadyVersion version = load("2")) {
            assertThat(version.labels()).containsExactly("a top", "aa grey", "bottom");
        }
        float[] known = weights("1", "out.weight");
        float[] rows = weights("2", "out.weight");
        int row = known.length / 2;
        assertThat(Arrays.copyOfRange(rows, 0, row)).isEqualTo(Arrays.copyOfRange(known, 0, row));
        assertThat(Arrays.copyOfRange(rows, 2 * row, 3 * row)).isEqualTo(Arrays.copyOfRange(known, row, 2 * row));
    }

    private float[] weights(String version, String name) throws IOException {
        try (NDManager manager = ComputeDevice.CPU.newManager()) {
            return Safetensors.map(output(version).resolve("weights.safetensors"))
                    .get(name)
                    .toFloat32(manager)
                    .toFloatArray();
        }
    }

    @Test
    void endsWithFixedStatisticsOfTheImagesTrainedWith() throws IOException {
        assertThat(train("1", "--statistics=fixed", "--epochs=12", "--no-distortion", "--validation-share=0.25"))
                .isZero();
        assertThat(out.toString()).contains("accuracy 100.00 %");
        assertThat(Files.readString(output("1").resolve("model.yaml"))).contains("statistics: fixed");
        assertThat(Safetensors.map(output("1").resolve("weights.safetensors")))
                .containsKeys("layers1.0.means", "layers1.0.stds");
    }

    @Test
    void refusesASingleClass() throws IOException {
        Path one = directory.resolve("one");
        Pictures.writePng(one.resolve("dog/1.png"), Pictures.picture(0, new Random(1)));
        assertThat(train("1", "--data=" + one)).isEqualTo(2);
        assertThat(err.toString()).contains("a single class, 'dog'");
        assertThat(directory.resolve("models")).doesNotExist();
    }

    @Test
    void saysWhereItCannotWrite() throws IOException {
        Path file = Files.writeString(directory.resolve("models"), "a file where a folder should be");
        assertThat(train("1")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("A file cannot be read or written: " + file)
                .hasLineCount(1)
                .doesNotContain("Exception");
    }

    @Test
    void leavesNothingWhereTheTrainingComesToNothing() {
        assertThat(train("1", "--learning-rate=1e30", "--epochs=9")).isEqualTo(2);
        assertThat(err.toString()).startsWith("The loss is no longer a number");
        assertThat(directory.resolve("models")).doesNotExist();
    }

    /** The loss of the only step is that of the initial weights; those after it overflow. */
    @Test
    void putsNoVersionInPlaceThatWouldNotBeServed() {
        assertThat(train("1", "--learning-rate=3e38", "--epochs=1", "--batch-size=64"))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith("The trained network cannot be served: ")
                .hasLineCount(1)
                .doesNotContain("Exception");
        assertThat(output("1")).doesNotExist();
    }

    @Test
    void validatesWithImagesOfTheirOwn() throws IOException {
        Path validation = Pictures.writeFolders(directory.resolve("validation"), 3);
        assertThat(train("1", "--validation-data=" + validation)).isZero();
        assertThat(out.toString()).startsWith("24 images for training, 6 for validation, 2 classes");
    }

    @Test
    void writesTheEpochsAsATable() throws IOException {
        Path table = directory.resolve("epochs.csv");
        assertThat(train("1", "--csv=" + table, "--schedule=one-cycle", "--optimizer=adamw"))
                .isZero();
        assertThat(Files.readAllLines(table))
                .hasSize(3)
                .startsWith("epoch,loss,validation_loss,validation_accuracy,learning_rate,seconds")
                .last()
                .asString()
                .matches("2,[0-9.]+,[0-9.]+,[0-9.]+,[0-9.]+,[0-9.]+");
    }

    @Test
    void resumesNothingWhereNothingWasInterrupted() {
        assertThat(train("1", "--resume")).isEqualTo(2);
        assertThat(err.toString()).startsWith("There is no interrupted training in ");
        assertThat(directory.resolve("models")).doesNotExist();
    }

    @Test
    void namesTheFileThatIsNoImage() throws IOException {
        Path file = Files.writeString(directory.resolve("sheet.txt"), "no image");
        assertThat(train("1", "--data=" + file)).isEqualTo(2);
        assertThat(err.toString()).startsWith(file + ": This is plain text");
    }

    @Test
    void refusesASheetThatDoesNotDivide() throws IOException {
        Path sheet = Pictures.writeSheet(directory.resolve("sheet.png"), 8);
        assertThat(train("1", "--data=" + sheet, "--tile=13")).isEqualTo(2);
        assertThat(err.toString()).contains("96 x 48 pixels does not divide into tiles of 13 x 13");
    }

    @Test
    void namesTheOptionsThatAreMissing() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).startsWith("Missing required options: '--data=PATH', '--output=FOLDER'");
    }

    @Test
    void explainsItsOptions() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString())
                .startsWith("Usage: train ")
                .contains("--data", "--output", "--architecture", "--channels", "RESNET, CONVBNNET", "IMAGE, BATCH")
                .contains("Default: 0.002")
                .doesNotContain("null", "${");
        assertThat(new CommandLine(new TrainCommand())
                        .getCommandSpec().options().stream().map(option -> option.longestName()))
                .isNotEmpty()
                .allSatisfy(option -> assertThat(out.toString()).contains("      " + option));
    }
}
