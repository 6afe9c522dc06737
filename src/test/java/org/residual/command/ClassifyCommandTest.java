package org.residual.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.command.Classifying.Ended;
import org.residual.support.CorruptWeights;
import org.residual.support.Digits;
import org.residual.support.Digits.Digit;
import org.residual.support.NeedsOnnxRuntime;
import org.springframework.util.FileSystemUtils;

/** What {@code classify} reads, and what it writes. */
@NeedsOnnxRuntime
class ClassifyCommandTest {
    private static final int USAGE = 2;
    private static final int SOME_BROKEN = 3;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Names within an input, in the order of their code points; the first and the last need quotes in CSV. */
    private static final List<String> NAMES =
            List.of("a, \"b\".png", "b/one.png", "b/two/three.png", "b.png", "c.PNG", "\uD83D\uDE00\n.png");

    @TempDir
    private Path directory;

    private Path folder;
    private Path output;

    @BeforeEach
    void writeImages() throws IOException {
        folder = directory.resolve("images");
        output = directory.resolve("answers.csv");
        for (Map.Entry<String, byte[]> image : images().entrySet()) {
            write(folder, image.getKey(), image.getValue());
        }
        write(folder, ".hidden/four.png", sample("four"));
        write(folder, "b/.four.png", sample("four"));
        write(folder, "b/notes.txt", new byte[] {1});
    }

    private static Path write(Path folder, String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    private static byte[] sample(String name) throws IOException {
        return Files.readAllBytes(Path.of("samples", name + ".png"));
    }

    private static Map<String, byte[]> images() throws IOException {
        List<String> digits = List.of("zero", "one", "two", "three", "four", "five");
        Map<String, byte[]> images = new TreeMap<>();
        for (int i = 0; i < NAMES.size(); i++) {
            images.put(NAMES.get(i), sample(digits.get(i)));
        }
        return images;
    }

    private Path zip() throws IOException {
        Path file = directory.resolve("images.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : NAMES) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(images().get(name));
            }
            zip.putNextEntry(new ZipEntry("__MACOSX/b.png"));
            zip.putNextEntry(new ZipEntry("notes.txt"));
        }
        return file;
    }

    private Path tar(String name, OutputStream to) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(to, StandardCharsets.UTF_8.name())) {
            for (String image : NAMES) {
                TarArchiveEntry entry = new TarArchiveEntry("./" + image);
                entry.setSize(images().get(image).length);
                tar.putArchiveEntry(entry);
                tar.write(images().get(image));
                tar.closeArchiveEntry();
            }
        }
        return directory.resolve(name);
    }

    private Path tar() throws IOException {
        return tar("images.tar", Files.newOutputStream(directory.resolve("images.tar")));
    }

    private Path compressedTar() throws IOException {
        return tar("images.tar.gz", new GZIPOutputStream(Files.newOutputStream(directory.resolve("images.tar.gz"))));
    }

    private String rows(Classifying classifying) throws IOException {
        Ended ended = classifying.to(output).option("--overwrite").run();
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out()).isEmpty();
        return Files.readString(output);
    }

    /** The digits above, in the order of the names. */
    @Test
    void imagesBelowAFolderAreInTheOrderOfTheirNames() throws IOException {
        output = directory.resolve("answers.jsonl");
        List<String> lines = rows(Classifying.of(folder)).lines().toList();
        assertThat(lines).hasSize(NAMES.size());
        assertThat(lines.get(0)).contains("a, \\\"b\\\".png\",\"argmax\":0,");
        assertThat(lines.get(1)).contains("/b/one.png\",\"argmax\":1,");
        assertThat(lines.get(2)).contains("/b/two/three.png\",\"argmax\":2,");
        assertThat(lines.get(3)).contains("/b.png\",\"argmax\":3,");
        assertThat(lines.get(4)).contains("/c.PNG\",\"argmax\":4,");
        assertThat(lines.get(5)).contains("/\uD83D\uDE00\\n.png\",\"argmax\":5,");
    }

    @Test
    void archivesGiveTheRowsOfTheFolderThatTheyWereMadeOf() throws IOException {
        String expected = rows(Classifying.of(folder)).replace(folder.toString(), "INPUT");
        for (Path archive : List.of(zip(), tar(), compressedTar())) {
            assertThat(rows(Classifying.of(archive)).replace(archive.toString(), "INPUT"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void aListOnStandardInputGivesTheRowsOfItsPaths() throws IOException {
        String expected = rows(Classifying.of(folder));
        String paths = NAMES.stream().map(name -> folder.resolve(name) + "\0").collect(Collectors.joining());
        assertThat(rows(Classifying.of("-").in(paths.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(expected);
        assertThat(rows(Classifying.of("-").in((folder + "\r\n").getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(expected);
    }

    @Test
    void severalInputsFollowEachOther() throws IOException {
        Path zip = zip();
        String first = rows(Classifying.of(folder));
        String second = rows(Classifying.of(zip));
        assertThat(rows(Classifying.of(folder, zip))).isEqualTo(first + second.substring(second.indexOf("\r\n") + 2));
    }

    @Test
    void aBrokenImageHasARowOfItsOwnAndFailsNoOther() throws IOException {
        String whole = rows(Classifying.of(folder));
        write(folder, "b/broken.png", new byte[] {1, 2, 3});
        Files.delete(output);
        Ended ended = Classifying.of(folder).to(output).run();
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(SOME_BROKEN);
        List<String> rows = List.of(Files.readString(output).split("\r\n"));
        String broken = folder + "/b/broken.png,digits-convbnnet,1,,,";
        assertThat(rows).hasSize(1 + NAMES.size() + 1);
        assertThat(rows.get(2)).startsWith(broken + "\"This is not an image").endsWith(".\",,,,,,,,,,");
        assertThat(rows.stream().filter(row -> !row.startsWith(broken))).containsExactly(whole.split("\r\n"));
    }

    /** The list's writer waits for each row before it writes the next path. */
    @Test
    void aListThatIsSlowDelaysNoRow() throws IOException {
        PipedInputStream list = new PipedInputStream();
        CompletableFuture<Ended> ended = CompletableFuture.supplyAsync(
                () -> Classifying.of("-").in(list).to(output).run());
        try (PipedOutputStream paths = new PipedOutputStream(list)) {
            for (String name : List.of("b.png", "c.PNG")) {
                paths.write((folder.resolve(name) + "\n").getBytes(StandardCharsets.UTF_8));
                paths.flush();
                await().atMost(LONGEST)
                        .until(() ->
                                Files.exists(output) && Files.readString(output).contains(name + ","));
            }
        }
        assertThat(ended.join().exitCode()).isZero();
    }

    @Test
    void aPathInAListThatIsMissingHasARowOfItsOwn() throws IOException {
        String paths = directory.resolve("missing.png") + "\n" + folder.resolve("b.png") + "\n";
        Ended ended = Classifying.of("-")
                .in(paths.getBytes(StandardCharsets.UTF_8))
                .to(output)
                .run();
        assertThat(ended.exitCode()).isEqualTo(SOME_BROKEN);
        assertThat(Files.readString(output).lines().skip(1))
                .satisfiesExactly(
                        row -> assertThat(row).contains("missing.png,digits-convbnnet,1,,,The file does not exist.,"),
                        row -> assertThat(row).contains("b.png,digits-convbnnet,1,3,3,,"));
    }

    @Test
    void anArchiveThatIsCutOffGivesTheImagesBeforeAndKeepsNoInputFromItsTurn() throws IOException {
        Path tar = tar();
        byte[] whole = Files.readAllBytes(tar);
        Files.write(tar, Arrays.copyOf(whole, 512 + 512 + 512 + 100));
        Ended ended = Classifying.of(tar, folder.resolve("b.png")).to(output).run();
        assertThat(ended.exitCode()).isEqualTo(SOME_BROKEN);
        List<String> rows = List.of(Files.readString(output).split("\r\n"));
        assertThat(rows.get(rows.size() - 2)).contains("images.tar");
        assertThat(rows.get(rows.size() - 2).split(",", -1))
                .satisfies(fields -> assertThat(fields[5]).isNotEmpty());
        assertThat(rows.get(rows.size() - 1)).contains("/b.png,digits-convbnnet,1,3,3,,");
    }

    @ParameterizedTest
    @CsvSource({"csv,0", "csv,10", "csv,300", "csv,1000", "csv,-1", "jsonl,0", "jsonl,10", "jsonl,700", "jsonl,-1"})
    void goesOnAfterTheLastWholeRow(String format, int cut) throws IOException {
        output = directory.resolve("answers." + format);
        String whole = rows(Classifying.of(folder, "-")
                .in(folder.resolve("b.png").toString().getBytes(StandardCharsets.UTF_8)));
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        Files.write(output, Arrays.copyOf(bytes, cut < 0 ? bytes.length + cut : cut));
        Ended ended = Classifying.of(folder, "-")
                .in(folder.resolve("b.png").toString().getBytes(StandardCharsets.UTF_8))
                .to(output)
                .option("--resume")
                .run();
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(Files.readString(output)).isEqualTo(whole);
    }

    @Test
    void whatWasBrokenBeforeItWentOnCountsInTheExitCode() throws IOException {
        write(folder, "b/broken.png", new byte[] {1, 2, 3});
        assertThat(Classifying.of(folder).to(output).run().exitCode()).isEqualTo(SOME_BROKEN);
        Ended ended = Classifying.of(folder).to(output).option("--resume").run();
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(SOME_BROKEN);
    }

    @Test
    void goesOnWithNoOtherInputs() throws IOException {
        String whole = rows(Classifying.of(folder));
        Ended ended = Classifying.of(folder.resolve("b"))
                .to(output)
                .option("--resume")
                .run();
        assertThat(ended.exitCode()).isEqualTo(USAGE);
        assertThat(ended.err()).contains("the inputs must be the same, in the same order");
        assertThat(Files.readString(output)).isEqualTo(whole);
    }

    @Test
    void goesOnWithNoOtherModel() throws IOException {
        String whole = rows(Classifying.of(folder));
        Ended ended = Classifying.of(folder)
                .option("--model=digits-resnet")
                .to(output)
                .option("--resume")
                .run();
        assertThat(ended.exitCode()).isEqualTo(USAGE);
        assertThat(ended.err()).contains("row 1: it is not an answer of digits-resnet/1.");
        assertThat(Files.readString(output)).isEqualTo(whole);
    }

    @Test
    void leavesAFileAloneThatIsThereAlready() throws IOException {
        Files.writeString(output, "mine");
        Ended ended = Classifying.of(folder).to(output).run();
        assertThat(ended.exitCode()).isEqualTo(USAGE);
        assertThat(ended.err()).contains("--resume", "--overwrite");
        assertThat(output).hasContent("mine");
    }

    @Test
    void saysHowOftenTheAnswersAgreeWithTheFolders() throws IOException {
        Path digits = directory.resolve("digits");
        int number = 0;
        for (Digit digit : Digits.validation()) {
            write(digits, digit.label() + "/" + number++ + ".png", digit.png());
        }
        write(digits, "else/one.png", sample("one"));
        Path report = directory.resolve("report.csv");
        Ended ended = Classifying.of(digits)
                .option("--model=digits-resnet")
                .to(output)
                .option("--labels-from-folders")
                .option("--report=" + report)
                .run();
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        // The README's accuracy of this model: 99.07 %.
        assertThat(ended.out())
                .contains("accuracy 0.9907: 743 of 750 answers are correct")
                .contains("not counted: 0 broken, 1 in folders not named after a label");
        assertThat(Files.readString(report)).isEqualTo(confusions(digits));
    }

    /** Counted independently from the rows. */
    private String confusions(Path digits) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (String row : Files.readAllLines(output)) {
            if (row.startsWith(digits.toString()) && !row.contains("/else/")) {
                String label = row.substring(digits.toString().length() + 1).replaceAll("/.*", "");
                counts.merge(label + "," + row.split(",")[4], 1, Integer::sum);
            }
        }
        return "label,answer,images\r\n"
                + counts.entrySet().stream()
                        .map(cell -> cell.getKey() + "," + cell.getValue() + "\r\n")
                        .collect(Collectors.joining());
    }

    @Test
    void aVersionThatCannotBeTrustedGivesWayToALowerOne() throws IOException {
        Path model = Files.createDirectories(directory.resolve("store/digits-convbnnet"));
        for (String version : List.of("1", "2")) {
            FileSystemUtils.copyRecursively(Path.of("model-store/digits-convbnnet/1"), model.resolve(version));
        }
        CorruptWeights.addToOneWeight(model.resolve("2"), "conv1.weight");
        Ended ended = Classifying.of(folder)
                .option("--store=" + model.getParent())
                .to(output)
                .run();
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("Version 2 of 'digits-convbnnet' is not ready: ");
        assertThat(Files.readString(output)).contains("digits-convbnnet,1,").doesNotContain("digits-convbnnet,2,");
        Ended named = Classifying.of(folder)
                .option("--store=" + model.getParent())
                .option("--version=2")
                .option("--overwrite")
                .to(output)
                .run();
        assertThat(named.exitCode()).isEqualTo(1);
    }

    @Test
    void takesTheServicesSettings() throws IOException {
        Ended ended = Classifying.of(folder.resolve("b.png"), "samples/digits.png")
                .to(output)
                .option("--residual.limits.pixels=500")
                .run();
        assertThat(ended.exitCode()).isEqualTo(SOME_BROKEN);
        assertThat(Files.readString(output).lines().skip(1))
                .satisfiesExactly(
                        row -> assertThat(row).contains("b.png,digits-convbnnet,1,3,3,,"),
                        row -> assertThat(row).contains("digits.png,digits-convbnnet,1,,,"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--output=answers.txt: 'answers.txt' is not a valid output",
                "--model=digits: There is no model 'digits'; there are: digits-convbnnet, digits-resnet.",
                "--version=7: The model 'digits-convbnnet' has no version 7; it has: [1].",
                "--worse: There is no option '--worse'",
                "--residual.predictors.coun=1: did you mean 'residual.predictors.count'?",
                "--residual.predictors.count=0: The setting residual.predictors.count is invalid: it must be",
                "--residual.predictors.count=x: The setting residual.predictors.count is invalid: ",
                "--report=report.csv: --report requires --labels-from-folders.",
            })
    void whatIsNotPossibleEndsWithASentenceBeforeAnythingIsWritten(String optionAndSentence) {
        String option = optionAndSentence.replaceAll(": .*", "");
        String sentence = optionAndSentence.substring(option.length() + 2);
        Ended ended = Classifying.of(folder).to(output).option(option).run();
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(USAGE);
        assertThat(ended.err()).contains(sentence).doesNotContain("\tat ");
        assertThat(output).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "missing/answers.csv,The folder %s does not exist: create it",
        "missing/answers.parquet,The folder %s does not exist: create it",
        "file/answers.csv,%s is not a folder",
        "folder.csv,%s/folder.csv is a folder"
    })
    void anOutputThatCannotBeWrittenIsRefusedBeforeTheModelIsLoaded(String name, String sentence) throws IOException {
        Files.createFile(directory.resolve("file"));
        Files.createDirectory(directory.resolve("folder.csv"));
        Path refused = directory.resolve(name);
        Ended ended =
                Classifying.of(folder).option("--model=missing").to(refused).run();
        assertThat(ended.exitCode()).isEqualTo(USAGE);
        assertThat(ended.err()).contains(String.format(sentence, refused.getParent()));
    }

    @Test
    void aReportThatCannotBeWrittenIsRefusedBeforeAnythingIsWritten() {
        Ended ended = Classifying.of(folder)
                .to(output)
                .option("--labels-from-folders")
                .option("--report=" + directory.resolve("missing/report.csv"))
                .run();
        assertThat(ended.exitCode()).isEqualTo(USAGE);
        assertThat(ended.err()).contains("The folder " + directory.resolve("missing") + " does not exist");
        assertThat(output).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "missing.png: 'missing.png' does not exist.",
                "s3://bucket/images.zip: copy it first",
                "s3:///three.png: 's3:///three.png' names no bucket",
                "s3://bad_bucket!/photos: 's3://bad_bucket!/photos' names no bucket",
            })
    void whatCannotBeReadIsNoInput(String pathAndSentence) {
        String path = pathAndSentence.replaceAll(": .*", "");
        Ended ended = Classifying.of(path).to(output).run();
        assertThat(ended.exitCode()).isEqualTo(USAGE);
        assertThat(ended.err()).contains(pathAndSentence.substring(path.length() + 2));
        assertThat(output).doesNotExist();
    }
}
