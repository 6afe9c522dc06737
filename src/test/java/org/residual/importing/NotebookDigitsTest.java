package org.residual.importing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.residual.ResidualApplication;
import org.residual.calibration.CalibrateCommand;
import org.residual.nn.Epsilon;
import org.residual.nn.Statistics;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.VersionLoader;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;
import org.residual.store.version.ReadyVersion;

/** A network trained by PyTorch like the notebook's, imported with the commands of docs/importing.md. */
class NotebookDigitsTest {
    private static final Path DIGITS = Path.of("src/test/resources/notebook-digits");
    /** Exported with the lines of docs/importing.md for networks that were trained one image at a time. */
    private static final Path ONE_AT_A_TIME = Path.of("src/test/resources/one-at-a-time");

    private static final Path DOCUMENTATION = Path.of("docs/importing.md");
    private static final int BAD_FILE = 1;

    @TempDir
    private Path directory;

    private StringWriter out;
    private StringWriter err;

    @BeforeEach
    void clear() {
        out = new StringWriter();
        err = new StringWriter();
    }

    private int execute(Callable<Integer> command, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.add("--store=" + directory.resolve("store"));
        return ResidualApplication.commandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private int importDigits(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of(DIGITS.resolve("weights.pt").toString(), "--model=digits", "--size=40"));
        arguments.addAll(List.of(more));
        return execute(new ImportCommand(), arguments);
    }

    private ReadyVersion load(int number) {
        return new VersionLoader(4).load(VersionFolder.in(directory.resolve("store"), "digits", number));
    }

    /**
     * The documented command that starts with these words, as a list of words, and its documented output.
     *
     * @param files the folder of its files
     */
    private static Map.Entry<List<String>, List<String>> documented(String command, Path files) throws IOException {
        Matcher block = Pattern.compile("```\n\\$ bin/residual (" + command + ".*?(?<!\\\\))\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCUMENTATION));
        assertThat(block.find()).isTrue();
        List<String> words = Stream.of(block.group(1).replace("\\\n", " ").split("\\s+"))
                .skip(1)
                .map(word ->
                        Files.exists(files.resolve(word)) ? files.resolve(word).toString() : word)
                .toList();
        return Map.entry(words, block.group(2).lines().toList());
    }

    /** Its figures depend on how many digits there are. */
    private static String withoutFigures(String line) {
        return line.replaceAll("[0-9.]+(e-[0-9]+)?", "#")
                .replaceAll("(\\S*/)?(train|test)/?", "$2")
                .replaceAll(" to \\S+,", " to VERSION,")
                .replaceAll(" +", " ");
    }

    @Test
    void theDocumentedCommandMakesAVersionThatIsRightOneImageAtATime() throws IOException {
        importsAsDocumented("import weights.pt --model digits", DIGITS);
        assertThat(right("fixed", 1)).isGreaterThan(90);
        assertThat(right("batch", 64)).isGreaterThan(90);
        assertThat(right("image", 1)).isEqualTo(right("batch", 1)).isLessThan(85);
        try (ReadyVersion version = load(1)) {
            assertThat(version.descriptor().statistics()).isEqualTo(Statistics.FIXED);
        }
    }

    private void importsAsDocumented(String command, Path files) throws IOException {
        Map.Entry<List<String>, List<String>> lines = documented(command, files);
        assertThat(execute(new ImportCommand(), lines.getKey())).isZero();
        assertThat(out.toString().lines().map(NotebookDigitsTest::withoutFigures))
                .containsExactlyElementsOf(lines.getValue().stream()
                        .map(NotebookDigitsTest::withoutFigures)
                        .toList());
    }

    @Test
    void theDocumentedCommandTakesANetworkThatWasTrainedOneImageAtATime() throws IOException {
        importsAsDocumented("import weights.pt --model photos", ONE_AT_A_TIME);
        try (ReadyVersion version =
                new VersionLoader(4).load(VersionFolder.in(directory.resolve("store"), "photos", 1))) {
            assertThat(version.descriptor().statistics()).isEqualTo(Statistics.IMAGE);
        }
    }

    private double right(String statistics, int images) {
        Matcher row = Pattern.compile("  " + statistics + " +" + images + " +([0-9.]+) %")
                .matcher(out.toString());
        assertThat(row.find()).isTrue();
        return Double.parseDouble(row.group(1));
    }

    @Test
    void warnsWhereTheNetworkWouldBeServedWithStatisticsThatLose() {
        assertThat(importDigits("--evaluate=" + DIGITS.resolve("test"))).isZero();
        assertThat(err.toString())
                .contains("WARNING: the accuracy for single images is ")
                .contains("This version has statistics: image. Do not serve it: import it again with --calibrate");
        try (ReadyVersion version = load(1)) {
            assertThat(version.descriptor().statistics()).isEqualTo(Statistics.IMAGE);
        }
    }

    @Test
    void calibratesAVersionThatIsInTheStoreAsImportDoes() throws IOException {
        assertThat(importDigits()).isZero();
        assertThat(importDigits("--calibrate=" + DIGITS.resolve("train"))).isZero();
        String train = DIGITS.resolve("train").toString();
        assertThat(execute(new CalibrateCommand(), List.of("digits/1", train))).isZero();
        Path models = directory.resolve("store/digits");
        assertThat(models.resolve("3/weights.safetensors"))
                .hasSameBinaryContentAs(models.resolve("2/weights.safetensors"));
        try (ReadyVersion version = load(3)) {
            assertThat(version.descriptor().network())
                    .isEqualTo(version.descriptor().network().with(Statistics.FIXED));
        }
    }

    @Test
    void importsWhatItHasCalibratedAsFixed() throws IOException {
        assertThat(importDigits("--calibrate=" + DIGITS.resolve("train"))).isZero();
        Path weights = directory.resolve("store/digits/1/weights.safetensors");
        assertThat(execute(new ImportCommand(), List.of(weights.toString(), "--model=digits", "--size=40")))
                .isZero();
        assertThat(out.toString()).contains("statistics: fixed, with the means and stds of the state_dict");
        assertThat(directory.resolve("store/digits/2/weights.safetensors")).hasSameBinaryContentAs(weights);
    }

    @ParameterizedTest
    @CsvSource({"calibrate", "evaluate"})
    void refusesAFolderThatDoesNotExist(String option) {
        assertThat(importDigits("--" + option + "=nowhere")).isEqualTo(2);
        assertThat(err.toString()).isEqualToIgnoringNewLines("nowhere does not exist.");
    }

    @Test
    void refusesToEvaluateWithImagesOfOtherClasses() {
        Path sevens = DIGITS.resolve("test/7");
        assertThat(importDigits("--evaluate=" + sevens)).isEqualTo(2);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        sevens + " must hold a folder of images for each of the network's 10 classes, but has 0.");
    }

    @Test
    void takesImagesWithoutClassesAndTellsWhichFileIsNoImage() throws IOException {
        Path images = Files.createDirectories(directory.resolve("images"));
        try (Stream<Path> sevens = Files.list(DIGITS.resolve("train/7"))) {
            for (Path seven : sevens.toList()) {
                Files.copy(seven, images.resolve(seven.getFileName()));
            }
        }
        Path broken = Files.writeString(images.resolve("broken.png"), "no image");
        Files.writeString(images.resolve("Thumbs.db"), "no image");
        Path link = Files.createSymbolicLink(images.resolve("link.png"), Path.of("nowhere.png"));
        assertThat(importDigits("--calibrate=" + images)).isZero();
        assertThat(out.toString())
                .contains("skipped " + broken + ": ")
                .contains("skipped " + link + ": The file is a broken link")
                .doesNotContain("Thumbs.db")
                .doesNotContain("accuracy on the");
        assertThat(err.toString()).isEmpty();
    }

    private String answers(String kind) throws IOException {
        Map<String, StoredTensor> alone = Safetensors.map(DIGITS.resolve("alone.safetensors"));
        Path file = directory.resolve("answers.safetensors");
        Safetensors.write(file, Map.of("input", alone.get("input"), "log_probabilities", alone.get(kind)));
        return "--known-answer=" + file;
    }

    @Test
    void saysWhyAnswersAreNaNAndWhatToDo() throws IOException {
        assertThat(importDigits(answers("nan"))).isEqualTo(BAD_FILE);
        assertThat(err.toString())
                .startsWith("All 4 answers in answers.safetensors are NaN or infinite.")
                .contains("(a dead channel, std 0)")
                .contains("torch.nan_to_num((x - self.means) / self.stds)")
                .doesNotContain("this machine");
    }

    @Test
    void leavesOutTheAnswersThatAreNaNWhereThereAreOthers() throws IOException {
        Map<String, StoredTensor> alone = Safetensors.map(DIGITS.resolve("alone.safetensors"));
        StoredTensor answers = alone.get("std");
        ByteBuffer data = ByteBuffer.allocate(answers.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
        data.put(answers.data().duplicate()).putFloat(Float.BYTES, Float.NaN).flip();
        Path file = directory.resolve("answers.safetensors");
        StoredTensor firstIsNaN = new StoredTensor(answers.type(), answers.shape(), data);
        Safetensors.write(file, Map.of("input", alone.get("input"), "log_probabilities", firstIsNaN));
        assertThat(importDigits("--epsilon=1e-5", "--known-answer=" + file)).isZero();
        assertThat(out.toString()).contains("skipped 1 of 4 known answers, which are NaN or infinite.");
        Path known = directory.resolve("store/digits/1/known-answer.safetensors");
        assertThat(Safetensors.map(known).get("input").shape()).isEqualTo(new Shape(3, 3, 40, 40));
    }

    @ParameterizedTest
    @CsvSource({
        "std, --epsilon=1e-5",
        "variance, --epsilon=1e-5 --epsilon-added-to=variance",
    })
    void namesTheEpsilonThatTheAnswersFitAndTakesIt(String kind, String options) throws IOException {
        assertThat(importDigits(answers(kind))).isEqualTo(BAD_FILE);
        assertThat(err.toString())
                .contains("These answers match epsilon: 1e-5, added to " + kind + ", statistics: image: add " + options
                        + ".");
        List<String> more = new ArrayList<>(List.of(options.split(" ")));
        more.add(answers(kind));
        assertThat(importDigits(more.toArray(String[]::new))).isZero();
        try (ReadyVersion version = load(1)) {
            assertThat(version.descriptor().network().epsilon())
                    .isEqualTo(new Epsilon(1e-5, Epsilon.AddedTo.valueOf(kind.toUpperCase(Locale.ROOT))));
        }
    }

    @ParameterizedTest
    @CsvSource({"std + 1e-5, std", "sqrt(var + 1e-5), variance"})
    void theDocumentedOptionsReproduceTheAnswersOfAnEpsilon(String formula, String kind) throws IOException {
        Matcher row = Pattern.compile(Pattern.quote("| `" + formula + "` in place of `std` | also `") + "(.+?)` ")
                .matcher(Files.readString(DOCUMENTATION));
        assertThat(row.find()).isTrue();
        List<String> options = new ArrayList<>(List.of(row.group(1).split(" ")));
        options.add(answers(kind));
        assertThat(importDigits(options.toArray(String[]::new))).isZero();
        assertThat(out.toString()).contains("known answer reproduced to ");
    }

    @Test
    void saysWhenThereIsAnEpsilonTooMany() throws IOException {
        assertThat(importDigits("--epsilon=0.1", "--known-answer=" + DIGITS.resolve("known-answer.pt")))
                .isEqualTo(BAD_FILE);
        assertThat(err.toString()).contains("These answers match no epsilon, statistics: batch: omit --epsilon.");
    }
}
