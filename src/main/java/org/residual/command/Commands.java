package org.residual.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.residual.access.KeyCommand;
import org.residual.calibration.CalibrateCommand;
import org.residual.classification.ClassifyCommand;
import org.residual.configuration.OfflineVersions;
import org.residual.importing.ImportCommand;
import org.residual.training.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** The commands of the program, by the first word on its command line. */
public final class Commands {
    private static final String SETTING = "--";
    private static final String VERSION = "--version";
    private static final Set<String> HELP = Set.of("--help", "-h", "help");
    private static final Map<String, Supplier<Callable<Integer>>> BY_NAME = byName();

    private Commands() {}

    private static Map<String, Supplier<Callable<Integer>>> byName() {
        Map<String, Supplier<Callable<Integer>>> commands = new LinkedHashMap<>();
        commands.put("train", TrainCommand::new);
        commands.put("import", ImportCommand::new);
        commands.put("calibrate", CalibrateCommand::new);
        commands.put("classify", () -> new ClassifyCommand(new OfflineVersions(), System.in));
        commands.put("key", KeyCommand::new);
        return commands;
    }

    /** The {@code --help} of the program as a whole. */
    @Command(
            name = "residual",
            description = "Serve image classifiers, or run a command.",
            customSynopsis = {"residual [--SETTING=VALUE ...]", "       residual COMMAND [OPTION ...]"},
            footer = "%nresidual COMMAND --help lists the options of a command. SETTING is a setting of the service, "
                    + "such as --server.port=80.")
    private static final class Program {}

    /**
     * @param arguments of the program
     * @return whether they are for anything but serving: a command, help or the version; also if they are invalid
     */
    public static boolean areMeantBy(String... arguments) {
        return Stream.of(arguments)
                .anyMatch(argument ->
                        !argument.startsWith(SETTING) || HELP.contains(argument) || VERSION.equals(argument));
    }

    /**
     * Runs the command, or prints on standard error why it cannot.
     *
     * @param arguments of the program, for which {@code isCommand} is true
     * @return the exit code; 2 for an invalid argument
     */
    public static int execute(String... arguments) {
        List<String> all = List.of(arguments);
        if (BY_NAME.containsKey(all.get(0))) {
            OfflineLog.begin();
            return commandLine(BY_NAME.get(all.get(0)).get())
                    .execute(all.subList(1, all.size()).toArray(String[]::new));
        }
        CommandLine program = new CommandLine(new Program());
        BY_NAME.forEach((name, command) -> program.addSubcommand(name, command.get()));
        if (all.stream().anyMatch(HELP::contains)) {
            program.usage(program.getOut());
            return ExitCode.OK;
        }
        if (all.contains(VERSION)) {
            program.getOut().println("residual " + version());
            program.getOut().flush();
            return ExitCode.OK;
        }
        if (all.get(0).startsWith(SETTING)) {
            program.getErr().println(notASetting(all));
            program.getErr().flush();
            return ExitCode.USAGE;
        }
        return program.execute(arguments);
    }

    private static String version() {
        String packaged = Commands.class.getPackage().getImplementationVersion();
        return packaged == null ? "(not packaged)" : packaged;
    }

    private static String notASetting(List<String> arguments) {
        String mistaken = arguments.stream()
                .filter(argument -> !argument.startsWith(SETTING))
                .findFirst()
                .orElseThrow();
        return "'" + mistaken
                + "' is not a setting. Write settings as --NAME=VALUE, such as --server.port=80, and Java's own "
                + "options before -jar or, for bin/residual, in JAVA_OPTS.";
    }

    /**
     * @param command {@code train}, {@code import} or another
     * @return parses its options, runs it, and reports its failures
     */
    public static CommandLine commandLine(Callable<Integer> command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new CommandFailures());
    }
}
