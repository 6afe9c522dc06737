package org.residual.command;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.residual.ResidualApplication;
import org.residual.classification.ClassifyCommand;
import org.residual.configuration.OfflineVersions;

/** Runs {@code classify} in this process. */
final class Classifying {
    private final List<String> arguments = new ArrayList<>();
    private InputStream in = InputStream.nullInputStream();

    private Classifying(Object... paths) {
        for (Object path : paths) {
            arguments.add(path.toString());
        }
        option("--model=digits-convbnnet");
    }

    /** The result of a run. */
    record Ended(int exitCode, String out, String err) {}

    static Classifying of(Object... paths) {
        return new Classifying(paths);
    }

    Classifying to(Path output) {
        return option("--output=" + output);
    }

    Classifying option(String option) {
        String name = option.replaceAll("=.*", "=");
        arguments.removeIf(given -> name.endsWith("=") && given.startsWith(name));
        arguments.add(option);
        return this;
    }

    Classifying in(byte[] standardInput) {
        return in(new ByteArrayInputStream(standardInput));
    }

    Classifying in(InputStream standardInput) {
        in = standardInput;
        return this;
    }

    Ended run() {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = ResidualApplication.commandLine(new ClassifyCommand(new OfflineVersions(), in))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new Ended(exitCode, out.toString(), err.toString());
    }
}
