package org.residual;

import java.util.Arrays;
import org.residual.training.TrainCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;

/** Serves; or, with {@code train} as the first argument, trains. */
@SpringBootApplication
public class ResidualApplication {
    private static final String TRAIN = "train";

    /**
     * @param arguments {@code train} and its options, or settings of the service such as {@code --server.port=80}
     */
    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals(TRAIN)) {
            System.exit(train(Arrays.copyOfRange(arguments, 1, arguments.length)));
        }
        SpringApplication.run(ResidualApplication.class, arguments);
    }

    private static int train(String[] options) {
        LoggingSystem logging = LoggingSystem.get(ResidualApplication.class.getClassLoader());
        logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
        return new CommandLine(new TrainCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(options);
    }
}
