package org.residual;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.residual.command.Commands;
import org.residual.configuration.PreparedBeans;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import picocli.CommandLine;

/**
 * Runs the service; or, if the first argument is the name of a command, the command.
 *
 * <p>The packages of components are listed here: scanning all others takes a good part of the start.
 */
@SpringBootApplication(scanBasePackages = {"org.residual.configuration", "org.residual.connection", "org.residual.web"})
public class ResidualApplication {

    /**
     * @param arguments a command such as {@code train} and its options, or settings of the service such as
     *     {@code --server.port=80}
     */
    public static void main(String[] arguments) {
        // Libraries format words and numbers in the machine's language; files and answers must be the same everywhere.
        Locale.setDefault(Locale.ROOT);
        if (Commands.areMeantBy(arguments)) {
            System.exit(Commands.execute(arguments));
        }
        SpringApplication service = new SpringApplication(ResidualApplication.class);
        service.addListeners(new PreparedBeans(ResidualApplication.class));
        service.run(arguments);
    }

    /**
     * @param command {@code train}, {@code import} or another
     * @return parses its options, runs it, and reports its failures
     */
    public static CommandLine commandLine(Callable<Integer> command) {
        return Commands.commandLine(command);
    }
}
