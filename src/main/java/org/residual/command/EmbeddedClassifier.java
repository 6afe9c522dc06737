package org.residual.command;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.residual.classification.MemoryImages;
import org.residual.classification.ModelChoice;
import org.residual.configuration.OfflineVersions;

/**
 * A model inside another program, such as an executor of Apache Spark, whose libraries have other versions than those
 * here. That program loads this class in a class loader of its own, so the interface uses only types of the JDK. Safe
 * for use by many threads.
 */
public final class EmbeddedClassifier
        implements Function<Iterator<Map.Entry<String, byte[]>>, Iterator<Map<String, Object>>>, AutoCloseable {
    private final MemoryImages images;

    /**
     * Loads a version and checks its known answer. The thread's context class loader must be the one that loaded this
     * class.
     *
     * @param model its name
     * @param version its number; null stands for the highest that is ready
     * @param store the folder of the models, or {@code s3://BUCKET/PREFIX}; null stands for the setting
     * @param settings of the service, such as {@code --residual.predictors.count=1}
     * @param warnings receives sentences
     * @throws IllegalArgumentException if there is no such model or version, or a setting is invalid
     * @throws RuntimeException if the version cannot be trusted, or the store cannot be read
     */
    public EmbeddedClassifier(
            String model,
            @Nullable Long version,
            @Nullable String store,
            List<String> settings,
            Consumer<String> warnings) {
        OfflineLog.begin();
        images = new MemoryImages(
                new OfflineVersions().open(new ModelChoice(model, version, store, settings), warnings),
                Runtime.getRuntime().availableProcessors());
    }

    /**
     * @param named names and encoded images
     * @return their answers in the same order, as {@link MemoryImages#apply} describes them
     */
    @Override
    public Iterator<Map<String, Object>> apply(Iterator<Map.Entry<String, byte[]>> named) {
        return images.apply(named);
    }

    @Override
    public void close() {
        images.close();
    }
}
