package org.residual;

import org.residual.training.TrainCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
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
            String[] options = java.util.Arrays.copyOfRange(arguments, 1, arguments.length);
            System.exit(new CommandLine(new TrainCommand())
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .execute(options));
        }
        SpringApplication.run(ResidualApplication.class, arguments);
    }
}
