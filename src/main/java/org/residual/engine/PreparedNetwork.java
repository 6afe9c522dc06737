package org.residual.engine;

import org.residual.evidence.MapGrid;
import org.residual.nn.InputTooSmallException;

/** A network that an engine has loaded for a device. Many threads may run it at once. It holds native memory until closed. */
public interface PreparedNetwork extends AutoCloseable {
    /**
     * @param images what to classify; an engine may read it in place and has done so when this returns
     * @return log-probabilities [images, classes], in row-major order; not yet known to be numbers
     */
    float[] logProbabilities(ImageBatch images);

    /**
     * What the network takes while it runs, as far as that is known beforehand.
     *
     * @param images how many at a time
     * @param height in pixels
     * @param width in pixels
     * @return bytes outside of Java's heap; 0 if it is not known
     * @throws InputTooSmallException if it is known that the network cannot be run with such images
     */
    default long activationBytes(int images, int height, int width) {
        return 0;
    }

    /**
     * @return whether the network can tell where its answers come from
     */
    default boolean hasEvidence() {
        return false;
    }

    /**
     * @param height in pixels
     * @param width in pixels
     * @return the grid of the maps of evidence for such an image
     * @throws UnsupportedOperationException if it has no evidence
     */
    default MapGrid evidenceGrid(int height, int width) {
        throw new UnsupportedOperationException("This network cannot tell where its answers come from.");
    }

    /**
     * Answers as {@link #logProbabilities} does, and tells where in the images the answers come from.
     *
     * @param images as there; large enough for the network
     * @param classes how many of the most probable classes to tell of, for each image
     * @return both
     * @throws UnsupportedOperationException if it has no evidence
     */
    default ExplainedAnswer explained(ImageBatch images, int[] classes) {
        throw new UnsupportedOperationException("This network cannot tell where its answers come from.");
    }

    @Override
    void close();
}
