package org.residual.access;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code key}: creates an API key, and prints the configuration for it. */
@Command(
        name = "key",
        description = "Create an API key. The key is shown only once; the service is configured with its hash.",
        sortOptions = false)
public final class KeyCommand implements Callable<Integer> {
    /** Characters that environment variables and file names preserve. */
    public static final String NAMES = "[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?";

    @Spec
    private CommandSpec command;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "Name of the owner, for logs and metrics: lower-case letters, digits, -")
    private String name;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            required = true,
            split = ",",
            description = "Scopes: ${COMPLETION-CANDIDATES}; separate several with commas.")
    private Set<Scope> scopes;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    private boolean help;

    /**
     * @return the exit code, 0
     */
    @Override
    public Integer call() {
        if (!name.matches(NAMES)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--name is '" + name + "', but must be at most 40 lower-case letters and digits, "
                            + "with - only between them.");
        }
        NewKey key = NewKey.make();
        String setting = "residual.access.keys." + name;
        PrintWriter out = command.commandLine().getOut();
        out.printf(Locale.ROOT, "key: %s%n%n", key.text());
        out.printf(Locale.ROOT, "%s.sha256=%s%n", setting, key.hash());
        out.printf(
                Locale.ROOT,
                "%s.scopes=%s%n",
                setting,
                scopes.stream().map(Scope::word).sorted().collect(Collectors.joining(",")));
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
