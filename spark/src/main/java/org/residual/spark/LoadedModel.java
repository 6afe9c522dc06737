package org.residual.spark;

import java.lang.reflect.InvocationTargetException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model that has reproduced its known answer on this machine, with its predictors. Safe for use by many threads. */
final class LoadedModel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedModel.class);
    private static final String ENTRY = "org.residual.command.EmbeddedClassifier";

    private final AutoCloseable classifier;
    private final Function<Iterator<Map.Entry<String, byte[]>>, Iterator<Map<String, Object>>> answers;

    @SuppressWarnings("unchecked")
    private LoadedModel(Object classifier) {
        this.classifier = (AutoCloseable) classifier;
        this.answers = (Function<Iterator<Map.Entry<String, byte[]>>, Iterator<Map<String, Object>>>) classifier;
    }

    /**
     * @param residual the class loader of Residual
     * @param settings of Residual
     * @param store the folder or bucket of the models; null stands for the one in the settings
     * @throws IllegalStateException if the model cannot be loaded; the message is a sentence that says why
     */
    static LoadedModel load(ClassLoader residual, ModelOptions options, String store, List<String> settings) {
        Consumer<String> warnings = LOG::warn;
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Residual's libraries look for their parts there, and its threads inherit it.
        thread.setContextClassLoader(residual);
        try {
            return new LoadedModel(residual.loadClass(ENTRY)
                    .getConstructor(String.class, Long.class, String.class, List.class, Consumer.class)
                    .newInstance(options.model(), options.version(), store, settings, warnings));
        } catch (InvocationTargetException e) {
            throw foreign(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "residual.jar and residual-spark.jar are of different versions: use those of one build.", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** An exception of the JDK, since the driver, which receives it, has no classes of Residual. */
    private static IllegalStateException foreign(Throwable problem) {
        LOG.error("Residual failed", problem);
        IllegalStateException known =
                new IllegalStateException(problem.getMessage() == null ? problem.toString() : problem.getMessage());
        known.setStackTrace(problem.getStackTrace());
        return known;
    }

    /**
     * @param images names and encoded images, some of which are read ahead
     * @return the fields of their answers, in the same order; its {@code next} throws an {@link IllegalStateException}
     *     if an image cannot be classified through no fault of its own
     */
    Iterator<Map<String, Object>> answers(Iterator<Map.Entry<String, byte[]>> images) {
        Iterator<Map<String, Object>> fields = answers.apply(images);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return fields.hasNext();
            }

            @Override
            public Map<String, Object> next() {
                try {
                    return fields.next();
                } catch (IllegalStateException e) {
                    throw foreign(e);
                }
            }
        };
    }

    @Override
    public void close() {
        try {
            classifier.close();
        } catch (Exception e) {
            LOG.warn("A model could not be closed", e);
        }
    }
}
