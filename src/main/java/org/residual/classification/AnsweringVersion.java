package org.residual.classification;

import java.util.function.Consumer;
import org.residual.classification.source.ObjectStore;
import org.residual.inference.Classifier;
import org.residual.memory.MemoryBudget;
import org.residual.store.version.ReadyVersion;

/**
 * A version of a model, with everything that it needs to answer as the service does.
 *
 * @param version the version, which has reproduced its known answer
 * @param classifier decodes images and runs the network
 * @param files budget of memory for encoded images
 * @param largestFile bytes of the largest encoded image
 * @param inFlight number of images in flight that keeps all predictors busy
 * @param objects reads images from object stores
 * @param end runs on closing
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
    /** Opens versions of models. */
    public interface Opening {
        /**
         * @param choice which version of which model
         * @param warnings receives sentences
         * @return the version, to be closed
         * @throws IllegalArgumentException if there is no such model or version, or a setting is invalid
         * @throws org.residual.store.file.InvalidModelException if the version cannot be trusted
         */
        AnsweringVersion open(ModelChoice choice, Consumer<String> warnings);

        /**
         * @param uri starts with {@code s3://}
         * @throws IllegalArgumentException if it is not a valid URI of objects
         */
        void requireObjects(String uri);
    }

    @Override
    public void close() {
        end.run();
    }
}
