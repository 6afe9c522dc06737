package org.residual.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.ResidualApplication;
import org.residual.classification.ClassificationStoppedException;
import org.residual.image.format.ImageRefusedException;
import org.residual.store.file.InvalidModelException;
import picocli.CommandLine.Command;

class CommandFailuresTest {
    private static final int SOFTWARE = 1;
    private static final int USAGE = 2;

    private final StringWriter err = new StringWriter();

    /** Failing commands. */
    @Command(name = "failing")
    private record Failing(Exception problem) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            throw problem;
        }
    }

    private int execute(Exception problem) {
        return ResidualApplication.commandLine(new Failing(problem))
                .setErr(new PrintWriter(err))
                .execute();
    }

    static Stream<Arguments> explained() {
        String files = "A file cannot be read or written: ";
        String fullDisk = " If a disk is full, it is the one of the new files or that of "
                + System.getProperty("java.io.tmpdir") + ".";
        return Stream.of(
                Arguments.of(new IllegalArgumentException("x does not exist."), USAGE, "x does not exist."),
                Arguments.of(new IllegalArgumentException(), USAGE, "IllegalArgumentException"),
                Arguments.of(
                        new ImageRefusedException(ImageRefusedException.Reason.EMPTY, "The image is empty."),
                        USAGE,
                        "The image is empty."),
                Arguments.of(new InvalidModelException("It is off by 1."), SOFTWARE, "It is off by 1."),
                Arguments.of(
                        new ClassificationStoppedException("A predictor hung.", null), SOFTWARE, "A predictor hung."),
                Arguments.of(new AccessDeniedException("a/b"), SOFTWARE, files + "a/b: permission denied."),
                Arguments.of(new NoSuchFileException("a/b"), SOFTWARE, files + "a/b: no such file or folder."),
                Arguments.of(
                        new FileSystemException("a/b", null, "Read-only file system"),
                        SOFTWARE,
                        files + "a/b: Read-only file system."),
                Arguments.of(
                        new UncheckedIOException(new NoSuchFileException("a")),
                        SOFTWARE,
                        files + "a: no such file or folder."),
                Arguments.of(
                        new IOException("No space left on device"),
                        SOFTWARE,
                        files + "No space left on device." + fullDisk),
                // The JDK's exceptions have no message.
                Arguments.of(new EOFException(), SOFTWARE, files + "EOFException." + fullDisk));
    }

    @ParameterizedTest
    @MethodSource("explained")
    void endWithOneSentenceAndAnExitCode(Exception problem, int exitCode, String sentence) {
        assertThat(execute(problem)).isEqualTo(exitCode);
        assertThat(err.toString()).isEqualToIgnoringNewLines(sentence);
    }

    /** The stack trace is needed for a report. */
    @Test
    void showWhereAFaultOfTheProgramIs() {
        assertThat(execute(new IllegalStateException("never"))).isEqualTo(SOFTWARE);
        assertThat(err.toString()).contains("IllegalStateException: never", "\tat ");
    }
}
