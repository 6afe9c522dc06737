package org.residual.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The benchmarks, each a command. */
@Command(
        name = "benchmarks/run",
        subcommands = {
            ForwardCommand.class,
            EvidenceCommand.class,
            FilesCommand.class,
            LoadCommand.class,
            SwitchesCommand.class,
            SoakCommand.class,
            CostCommand.class,
            HostileCommand.class
        })
public final class Benchmarks {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this and exit.")
    private boolean help;

    private Benchmarks() {}

    /**
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        System.exit(new CommandLine(new Benchmarks())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }
}
