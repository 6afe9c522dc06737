package org.residual.benchmarks;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** How a command starts the service. */
final class Launcher {
    @Option(
            names = "--service",
            paramLabel = "COMMAND",
            description = "The command that starts the service, such as bin/residual. Default: java -jar.")
    private String command;

    /** @return the beginning of a command line, without arguments */
    List<String> line() {
        return command != null
                ? List.of(command)
                : List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        "target/residual.jar");
    }
}
