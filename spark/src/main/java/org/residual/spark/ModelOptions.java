package org.residual.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which model classifies.
 *
 * @param model its name
 * @param version its number; null stands for the highest that is ready when an executor loads it
 * @param store the folder of the models as executors see it, what {@code --files} or {@code --archives} shipped, or
 *     {@code s3://BUCKET/PREFIX}; null stands for the environment's
 * @param settings of Residual, such as {@code --residual.predictors.engine=pytorch}
 * @param jar Residual's own jar, if it is not among those of {@code --jars}; else null
 */
public record ModelOptions(String model, Long version, String store, List<String> settings, String jar)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What options are called in Spark's configuration: {@code spark.residual.model} and so on. */
    private static final String PREFIX = "spark.residual.";

    /** Copies the list. */
    public ModelOptions {
        settings = List.copyOf(settings);
    }

    /**
     * Reads the options {@code model}, {@code version}, {@code store}, {@code settings} (separated by blanks) and
     * {@code jar}.
     *
     * @param options gives the value of an option, or null
     * @param configuration gives the value of a key of Spark's, or null; it stands in for missing options
     * @return the model
     * @throws IllegalArgumentException if no model is named, or the version is no number
     */
    static ModelOptions of(Function<String, String> options, Function<String, String> configuration) {
        Function<String, Optional<String>> value = name -> Optional.ofNullable(options.apply(name))
                .or(() -> Optional.ofNullable(configuration.apply(PREFIX + name)))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
        return new ModelOptions(
                value.apply("model")
                        .orElseThrow(() -> new IllegalArgumentException(
                                "No model is named: set the option 'model', or " + PREFIX + "model.")),
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
