package org.residual;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.residual.command.Commands;
import org.residual.configuration.PreparedBeans;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import picocli.CommandLine;

/**
 * Serves; or, with the name of a command as the first argument, carries that out.
 *
 * <p>Components lie in the packages named here; to look through all others for them takes a good part of the start.
 */
@SpringBootApplication(scanBasePackages = {"org.residual.configuration", "org.residual.connection", "org.residual.web"})
public class ResidualApplication {

    /**
     * @param arguments a command such as {@code train} and its options, or settings of the service such as
     *     {@code --server.port=80}
     */
    public static void main(String[] arguments) {
        // Libraries write words and numbers as the machine's language has them; files and answers are to be the same
        // everywhere.
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
     * @return what reads its options, runs it, and tells what goes wrong
     */
    public static CommandLine commandLine(Callable<Integer> command) {
        return Commands.commandLine(command);
    }
}
