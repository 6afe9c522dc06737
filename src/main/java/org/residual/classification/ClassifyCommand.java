package org.residual.classification;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.residual.background.Interruption;
import org.residual.background.Terminal;
import org.residual.classification.row.AnswerFile;
import org.residual.classification.row.FolderAccuracy;
import org.residual.classification.row.OutputOptions;
import org.residual.classification.row.Row;
import org.residual.classification.row.WritableFile;
import org.residual.classification.source.FileContents;
import org.residual.classification.source.ImageCursor;
import org.residual.classification.source.Inputs;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code classify}: images in files, folders, archives and object stores → a file of predictions. */
@Command(
        name = "classify",
        description = "Classify images in files, folders, archives and buckets as the service does, and write a row for"
                + " each. Settings of the service, such as --residual.predictors.engine=pytorch, are accepted.",
        sortOptions = false)
public final class ClassifyCommand implements Callable<Integer> {
    /** Exit code if some images are broken and all others were classified. */
    static final int SOME_BROKEN = 3;
    /** The exit code that shells use for commands ended by SIGINT. */
    private static final int INTERRUPTED = 130;

    private static final String SETTING = "--residual.";

    private final AnsweringVersion.Opening opening;
    private final InputStream in;

    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description =
                    "Files, folders with all subfolders, .zip, .tar, .tar.gz, s3://BUCKET/PREFIX; - reads a list of"
                            + " these from standard input, one per line.")
    private List<String> paths;

    @Option(names = "--model", paramLabel = "NAME", required = true, description = "The model's name.")
    private String model;

    @Option(
            names = "--version",
            paramLabel = "N",
            description = "The model's version. Default: the highest that is ready, as in the service.")
    private @Nullable Long version;

    @Option(
            names = {"--store", "--model-store"},
            paramLabel = "FOLDER",
            description = "The folder of the models, or s3://BUCKET/PREFIX. Default: the setting residual.model-store.")
    private @Nullable String store;

    @Mixin
    private OutputOptions output;

    @Option(
            names = "--labels-from-folders",
            description = "Take the name of each image's folder as its label, and show the accuracy of the answers.")
    private boolean labelled;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write the confusion matrix to this file as CSV; requires --labels-from-folders.")
    private @Nullable Path report;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    private boolean help;

    @Unmatched
    private List<String> settings = new ArrayList<>();

    /**
     * @param opening loads the version
     * @param in standard input
     */
    public ClassifyCommand(AnsweringVersion.Opening opening, InputStream in) {
        this.opening = opening;
        this.in = in;
    }

    /**
     * @return the exit code: 0; 3 if some images are broken; 130 if it was interrupted
     * @throws IllegalArgumentException if an option, a setting or an input is invalid
     * @throws org.residual.store.file.InvalidModelException if the version cannot be trusted
     * @throws ClassificationStoppedException if it cannot continue, through no fault of an image
     * @throws IOException if the output cannot be written
     */
    @Override
    public Integer call() throws IOException {
        requireSettings();
        output.require();
        Inputs.require(paths, opening::requireObjects);
        requireReport();
        PrintWriter err = command.commandLine().getErr();
        try (Interruption interruption = Interruption.guard();
                AnsweringVersion answering =
                        opening.open(new ModelChoice(model, version, store, settings), sentence -> {
                            err.println(sentence);
                            err.flush();
                        })) {
            return classify(answering, interruption);
        }
    }

    private void requireReport() {
        if (report == null) {
            return;
        }
        if (!labelled) {
            throw new IllegalArgumentException("--report requires --labels-from-folders.");
        }
        WritableFile.require(report);
    }

    private void requireSettings() {
        for (String setting : settings) {
            if (!setting.startsWith(SETTING)) {
                throw new IllegalArgumentException("There is no option '" + setting + "': --help lists the options.");
            }
        }
    }

    private int classify(AnsweringVersion answering, Interruption interruption) throws IOException {
        Inputs inputs = new Inputs(
                paths,
                in,
                answering.objects(),
                new FileContents(answering.files(), answering.largestFile(), Classification.LONGEST));
        ImageCounts counts = new ImageCounts();
        FolderAccuracy accuracy = new FolderAccuracy(
                answering.version().labels(), answering.version().descriptor().classes());
        boolean complete;
        String continuation;
        try (ImageCursor images = inputs.open();
                AnswerFile answers = output.open(answering.version(), images, row -> {
                    counts.addEarlier(row);
                    accuracy.add(row);
                });
                Classification classification =
                        new Classification(answering, Runtime.getRuntime().availableProcessors(), interruption);
                Progress progress = new Progress(
                        command.commandLine().getErr(), Terminal.isStandardError(), counts, System::nanoTime)) {
            progress.begin();
            count(inputs, progress);
            complete = run(classification, images, answers, new Classification.RowConsumer() {
                @Override
                public void accept(Row row) throws IOException {
                    answers.write(row);
                    counts.add(row.written());
                    accuracy.add(row.written());
                }

                @Override
                public void flush() throws IOException {
                    answers.flush();
                }
            });
            continuation = answers.continuation();
        }
        return complete ? completed(counts, accuracy) : interrupted(counts, continuation);
    }

    private static boolean run(
            Classification classification, ImageCursor images, AnswerFile answers, Classification.RowConsumer rows)
            throws IOException {
        try {
            boolean complete = classification.run(images, rows);
            if (complete) {
                answers.complete();
            }
            return complete;
        } catch (ClassificationStoppedException e) {
            throw e.with(answers.continuation());
        }
    }

    private static void count(Inputs inputs, Progress progress) {
        Thread counting = new Thread(
                () -> {
                    try {
                        progress.total(inputs.count());
                    } catch (RuntimeException e) {
                        // Classification will meet and report the same problem, or has already ended.
                    }
                },
                "counting");
        counting.setDaemon(true);
        counting.start();
    }

    private int completed(ImageCounts counts, FolderAccuracy accuracy) throws IOException {
        if (labelled) {
            accuracy.print(command.commandLine().getOut());
        }
        if (report != null) {
            accuracy.write(report);
        }
        return counts.broken() == 0 ? CommandLine.ExitCode.OK : SOME_BROKEN;
    }

    private int interrupted(ImageCounts counts, String continuation) {
        // Printed while the JVM's exit waits for this command: afterwards it might be too late.
        PrintWriter err = command.commandLine().getErr();
        err.printf(Locale.ROOT, "Interrupted after %,d images. %s%n", counts.all(), continuation);
        err.flush();
        return INTERRUPTED;
    }
}
