package org.residual.engine;

import org.residual.evidence.MapGrid;
import org.residual.nn.InputTooSmallException;

/** A network that an engine has loaded for a device. Many threads may run it at once. It holds native memory until closed. */
public interface PreparedNetwork extends AutoCloseable {
    /**
     * @param images to classify; an engine may read them in place, and is done with them when this returns
     * @return log-probabilities [images, classes], in row-major order; not yet checked to be numbers
     */
    float[] logProbabilities(ImageBatch images);

    /**
     * The memory that the network takes while it runs, as far as it is known beforehand.
     *
     * @param images how many at a time
     * @param height in pixels
     * @param width in pixels
     * @return bytes outside Java's heap; 0 if unknown
     * @throws InputTooSmallException if such images are known to be too small for the network
     */
    default long activationBytes(int images, int height, int width) {
        return 0;
    }

    /** @return whether the network has evidence */
    default boolean hasEvidence() {
        return false;
    }

    /**
     * @param height in pixels
     * @param width in pixels
     * @return the grid of the evidence maps for such an image
     * @throws UnsupportedOperationException if it has no evidence
     */
    default MapGrid evidenceGrid(int height, int width) {
        throw new UnsupportedOperationException("This network has no evidence.");
    }

    /**
     * Answers as {@link #logProbabilities} does, with evidence.
     *
     * @param images as there; large enough for the network
     * @param classes how many of the most probable classes to explain, for each image
     * @return both
     * @throws UnsupportedOperationException if it has no evidence
     */
    default ExplainedAnswer explained(ImageBatch images, int[] classes) {
        throw new UnsupportedOperationException("This network has no evidence.");
    }

    @Override
    void close();
}
