package org.residual.classification;

import java.util.function.Consumer;
import org.residual.classification.source.ObjectStore;
import org.residual.inference.Classifier;
import org.residual.memory.MemoryBudget;
import org.residual.store.version.ReadyVersion;

/**
 * A version of a model, and what it takes to have it answer as the service does.
 *
 * @param version has reproduced its known answer
 * @param classifier decodes images and runs the network
 * @param files memory for encoded images
 * @param largestFile bytes of an encoded image, at most
 * @param inFlight how many images keep all predictors busy
 * @param objects images that lie in an object store
 * @param end is run when it is closed
 */
public record AnsweringVersion(
        ReadyVersion version,
        Classifier classifier,
        MemoryBudget files,
        long largestFile,
        int inFlight,
        ObjectStore objects,
        Runnable end)
        implements AutoCloseable {
    /** Makes one of a model's name. */
    public interface Opening {
        /**
         * @param choice says which
         * @param warnings is told sentences
         * @return the version, to be closed
         * @throws IllegalArgumentException if there is no such model or version, or a setting is invalid
         * @throws org.residual.store.file.InvalidModelException if it cannot be trusted
         */
        AnsweringVersion open(ModelChoice choice, Consumer<String> warnings);

        /**
         * @param uri begins with {@code s3://}
         * @throws IllegalArgumentException if it cannot name objects
         */
        void requireObjects(String uri);
    }

    @Override
    public void close() {
        end.run();
    }
}
