package org.residual.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.command.Classifying.Ended;

/** {@code classify} with an output that ends in {@code .parquet}. */
class ClassifyParquetTest {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final String IMAGE = "samples/three.png\n";

    @TempDir
    private Path directory;

    private Path output;
    private Path partial;

    @BeforeEach
    void nameFiles() {
        output = directory.resolve("answers.parquet");
        partial = directory.resolve("answers.parquet.partial");
    }

    /** The number of rows in the footer. */
    static long rows(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        assertThat(new String(bytes, bytes.length - 4, 4, StandardCharsets.US_ASCII))
                .isEqualTo("PAR1");
        int size = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
        return Util.readFileMetaData(new ByteArrayInputStream(bytes, bytes.length - 8 - size, size))
                .getNum_rows();
    }

    private static byte[] list(int images) {
        return IMAGE.repeat(images).getBytes(StandardCharsets.UTF_8);
    }

    /** Runs on a list that cannot be read to its end. */
    private Ended runOnBrokenList(int images, String... options) {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("The list is gone.");
            }
        };
        Classifying classifying = Classifying.of("-").to(output);
        List.of(options).forEach(classifying::option);
        return classifying
                .in(new SequenceInputStream(new ByteArrayInputStream(list(images)), broken))
                .run();
    }

    @Test
    void noFileHasTheOutputsNameBeforeItIsComplete() throws IOException {
        PipedInputStream list = new PipedInputStream();
        CompletableFuture<Ended> ended = CompletableFuture.supplyAsync(
                () -> Classifying.of("-").in(list).to(output).run());
        try (PipedOutputStream paths = new PipedOutputStream(list)) {
            paths.write(list(1));
            paths.flush();
            await().atMost(LONGEST).until(() -> Files.exists(partial));
            assertThat(output).doesNotExist();
        }
        assertThat(ended.join().exitCode()).isZero();
        assertThat(rows(output)).isEqualTo(1);
        assertThat(partial).doesNotExist();
    }

    @Test
    void noImageGivesAFileOfNoRows() throws IOException {
        Ended ended = Classifying.of("-").in(new byte[0]).to(output).run();
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(rows(output)).isZero();
    }

    @Test
    void keepsTheRowsSoFarWhereItEndsEarly() throws IOException {
        assertThat(runOnBrokenList(3).exitCode()).isEqualTo(FAILED);
        assertThat(output).doesNotExist();
        assertThat(rows(partial)).isEqualTo(3);
    }

    @Test
    void leavesNothingWhereThereIsNoRow() {
        assertThat(runOnBrokenList(0).exitCode()).isEqualTo(FAILED);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void replacesWhatAnEarlierRunHasLeft() throws IOException {
        runOnBrokenList(3);
        assertThat(Classifying.of("-").in(list(1)).to(output).run().exitCode()).isZero();
        assertThat(rows(output)).isEqualTo(1);
        assertThat(partial).doesNotExist();
    }

    @Test
    void anOutputThatIsToBeReplacedIsKeptUntilThereIsAnother() throws IOException {
        Files.writeString(output, "mine");
        Ended failed = runOnBrokenList(3, "--overwrite");
        assertThat(failed.exitCode()).isEqualTo(FAILED);
        assertThat(output).hasContent("mine");
        Ended ended =
                Classifying.of("-").in(list(2)).to(output).option("--overwrite").run();
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(rows(output)).isEqualTo(2);
    }

    @Test
    void isNotContinued() {
        Ended ended =
                Classifying.of("-").in(list(1)).to(output).option("--resume").run();
        assertThat(ended.exitCode()).isEqualTo(USAGE);
        assertThat(ended.err())
                .isEqualToIgnoringNewLines(
                        "--resume does not support Parquet, since such a file cannot be appended to: choose an output"
                                + " that ends in .jsonl or .csv, and convert it when it is complete.");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aFolderIsNotReplaced() throws IOException {
        Files.createDirectory(output);
        Ended ended =
                Classifying.of("-").in(list(1)).to(output).option("--overwrite").run();
        assertThat(ended.exitCode()).isEqualTo(USAGE);
        assertThat(ended.err()).contains(output + " is a folder");
        assertThat(List.of(directory.toFile().list())).containsExactly("answers.parquet");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path file = Files.writeString(directory.resolve("real.parquet"), "mine");
        Files.createSymbolicLink(output, file);
        assertThat(Classifying.of("-")
                        .in(list(1))
                        .to(output)
                        .option("--overwrite")
                        .run()
                        .exitCode())
                .isZero();
        assertThat(output).isSymbolicLink();
        assertThat(rows(file)).isEqualTo(1);
    }
}
