package org.residual.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The model to classify with.
 *
 * @param model the model's name
 * @param version the version's number; null stands for the highest that is ready when an executor loads the model
 * @param store the folder of the models as executors see it, the name of what {@code --files} or {@code --archives}
 *     shipped, or {@code s3://BUCKET/PREFIX}; null stands for the one in the executors' environment
 * @param settings of Residual, such as {@code --residual.predictors.engine=pytorch}
 * @param jar Residual's own jar; null if it is among those of {@code --jars}
 */
public record ModelOptions(String model, Long version, String store, List<String> settings, String jar)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The prefix of the options in Spark's configuration, as in {@code spark.residual.model}. */
    private static final String PREFIX = "spark.residual.";

    /** Copies the list. */
    public ModelOptions {
        settings = List.copyOf(settings);
    }

    /**
     * Reads the options {@code model}, {@code version}, {@code store}, {@code settings} (separated by blanks) and
     * {@code jar}.
     *
     * @param options returns the value of an option, or null
     * @param configuration returns the value of a key in Spark's configuration, or null; used for missing options
     * @return the model
     * @throws IllegalArgumentException if the model is missing, or the version is not a whole number
     */
    static ModelOptions of(Function<String, String> options, Function<String, String> configuration) {
        Function<String, Optional<String>> value = name -> Optional.ofNullable(options.apply(name))
                .or(() -> Optional.ofNullable(configuration.apply(PREFIX + name)))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
        return new ModelOptions(
                value.apply("model")
                        .orElseThrow(() -> new IllegalArgumentException(
                                "The model is missing: set the option 'model', or " + PREFIX + "model.")),
                value.apply("version").map(ModelOptions::number).orElse(null),
                value.apply("store").orElse(null),
                value.apply("settings").stream()
                        .flatMap(all -> Stream.of(all.split("\\s+")))
                        .toList(),
                value.apply("jar").orElse(null));
    }

    private static Long number(String version) {
        try {
            return Long.valueOf(version);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "'%s' is not a valid version: use a whole number, such as 1.", version),
                    e);
        }
    }
}
