package org.residual.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The rate of {@code residual classify}, compared with that of the network alone, in turns. */
@Command(name = "files", description = "Measure residual classify, compared with the network alone, in turns.")
final class FilesCommand implements Callable<Integer> {
    private static final int DIFFERENT = 32;

    @Spec
    private CommandSpec command;

    @Option(names = "--model", defaultValue = "RESNET", paramLabel = "MODEL", description = "RESNET, CONVBNNET.")
    private DocumentedNetwork network;

    @Option(names = "--few", defaultValue = "1500", paramLabel = "N", description = "JPEGs in the short run.")
    private int few;

    @Option(names = "--many", defaultValue = "4500", paramLabel = "N", description = "JPEGs in the long run.")
    private int many;

    @Option(names = "--batch", defaultValue = "1", paramLabel = "N", description = "Batch of the network alone.")
    private int batch;

    @Option(names = "--rounds", defaultValue = "3", paramLabel = "N", description = "Rounds.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            paramLabel = "S",
            description = "Duration of the network alone, before and after each long run.")
    private int seconds;

    @Mixin
    private Launcher launcher;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = command.commandLine().getOut();
        Path directory = Files.createTempDirectory("residual-files");
        try (ForwardAlone alone = new ForwardAlone(network, Devices.CPU, batch)) {
            BenchmarkStore.write(directory.resolve("models"));
            Path fewPhotos = photos(directory.resolve("few"), few);
            Path manyPhotos = photos(directory.resolve("many"), many);
            out.printf("%s, %s%n%n", network, Machine.describe());
            out.println("| network alone, images/s | classify, images/s | relative to the network | start, s |");
            out.println("| --- | --- | --- | --- |");
            for (int round = 0; round < rounds; round++) {
                double fewSeconds = classify(directory, fewPhotos);
                Speed before = alone.round(Duration.ofSeconds(seconds));
                double manySeconds = classify(directory, manyPhotos);
                Speed after = alone.round(Duration.ofSeconds(seconds));
                // What both runs do once, such as starting, drops out of the difference.
                double rate = (many - few) / (manySeconds - fewSeconds);
                double forward = before.mean(after).perSecond();
                out.printf(
                        Locale.ROOT,
                        "| %.1f | %.1f | %.3f | %.1f |%n",
                        forward,
                        rate,
                        rate / forward,
                        fewSeconds - few / rate);
                out.flush();
            }
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
        return 0;
    }

    private static Path photos(Path folder, int count) throws IOException {
        Files.createDirectories(folder);
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            if (i < DIFFERENT) {
                Files.write(photo(folder, i), PhotoRequests.photo(random));
            } else {
                Files.createLink(photo(folder, i), photo(folder, i % DIFFERENT));
            }
        }
        return folder;
    }

    private static Path photo(Path folder, int number) {
        return folder.resolve(String.format(Locale.ROOT, "%06d.jpg", number));
    }

    /** @return seconds */
    private double classify(Path directory, Path photos) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(launcher.line());
        line.addAll(List.of(
                "classify",
                photos.toString(),
                "--model=" + BenchmarkStore.model(network),
                "--store=" + directory.resolve("models"),
                "--output=" + directory.resolve("answers.csv"),
                "--overwrite"));
        Path log = directory.resolve("classify.log");
        long start = System.nanoTime();
        int exitCode = Service.process(line, "", log).waitFor();
        if (exitCode != 0) {
            throw new IllegalStateException("classify ended with " + exitCode + ":\n" + Files.readString(log));
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
