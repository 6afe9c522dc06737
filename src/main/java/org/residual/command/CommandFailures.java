package org.residual.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.OptionalInt;
import org.residual.bucket.BucketException;
import org.residual.classification.ClassificationStoppedException;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.webp.WebpUnavailableException;
import org.residual.inference.predictor.MissingGpuException;
import org.residual.nn.device.EngineUnavailableException;
import org.residual.store.file.InvalidModelException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Ends a failed command with one sentence on standard error: with exit code 2 for invalid arguments, and 1 for the
 * failure of a file, a model or a native library.
 */
final class CommandFailures implements IExecutionExceptionHandler {

    /** @throws Exception the problem itself, if it is a fault of the program */
    @Override
    public int handleExecutionException(Exception problem, CommandLine command, ParseResult parsed) throws Exception {
        int exitCode = exitCode(problem).orElseThrow(() -> problem);
        PrintWriter err = command.getErr();
        err.println(sentence(problem));
        err.flush();
        return exitCode;
    }

    private static OptionalInt exitCode(Exception problem) {
        if (problem instanceof IllegalArgumentException || problem instanceof ImageRefusedException) {
            return OptionalInt.of(ExitCode.USAGE);
        }
        boolean explained = problem instanceof InvalidModelException
                || problem instanceof IOException
                || problem instanceof UncheckedIOException
                || problem instanceof ClassificationStoppedException
                || problem instanceof BucketException
                || problem instanceof MissingGpuException
                || problem instanceof EngineUnavailableException
                || problem instanceof WebpUnavailableException;
        return explained ? OptionalInt.of(ExitCode.SOFTWARE) : OptionalInt.empty();
    }

    private static String sentence(Exception problem) {
        if (problem instanceof UncheckedIOException unchecked) {
            return sentence(Objects.requireNonNull(unchecked.getCause(), "its constructors refuse null"));
        }
        if (problem instanceof IOException file) {
            return "A file cannot be read or written: " + reason(file);
        }
        // Records name their components as Java does; on the command line they are words.
        return message(problem).replace("shorterSide", "shorter side").replace("minimumSide", "minimum side");
    }

    private static String reason(IOException e) {
        if (e instanceof FileSystemException named && named.getReason() == null) {
            return named.getFile() + ": " + reasonByType(named) + ".";
        }
        if (e instanceof FileSystemException) {
            return message(e) + ".";
        }
        // An error after a file was opened, as on a full disk, names no file.
        return message(e) + ". If a disk is full, it is the one of the new files or that of "
                + System.getProperty("java.io.tmpdir") + ".";
    }

    /** Some exceptions of the JDK have no message, such as the one for the end of a file. */
    private static String message(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String reasonByType(FileSystemException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e instanceof NoSuchFileException
                ? "no such file or folder"
                : e.getClass().getSimpleName().replace("Exception", "");
    }
}
