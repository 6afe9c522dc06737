package org.residual;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.residual.access.KeyCommand;
import org.residual.calibration.CalibrateCommand;
import org.residual.importing.ImportCommand;
import org.residual.training.TrainCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;

/** Serves; or, with the name of a command as the first argument, carries that out. */
@SpringBootApplication
public class ResidualApplication {

    /**
     * @param arguments {@code train}, {@code import}, {@code calibrate} or {@code key} and its options, or settings of the
     *     service such as {@code --server.port=80}
     */
    public static void main(String[] arguments) {
        // Libraries write words and numbers as the machine's language has them; files and answers are to be the same
        // everywhere.
        Locale.setDefault(Locale.ROOT);
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "train" -> System.exit(execute(new TrainCommand(), arguments));
            case "import" -> System.exit(execute(new ImportCommand(), arguments));
            case "calibrate" -> System.exit(execute(new CalibrateCommand(), arguments));
            case "key" -> System.exit(execute(new KeyCommand(), arguments));
            default -> SpringApplication.run(ResidualApplication.class, arguments);
        }
    }

    private static int execute(Callable<Integer> command, String[] arguments) {
        LoggingSystem logging = LoggingSystem.get(ResidualApplication.class.getClassLoader());
        logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
        return commandLine(command).execute(Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    /**
     * @param command {@code train}, {@code import} or another
     * @return what reads its options, runs it, and tells what goes wrong
     */
    public static CommandLine commandLine(Callable<Integer> command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new CommandFailures());
    }
}
