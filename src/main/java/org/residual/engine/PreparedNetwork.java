package org.residual.engine;

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

    @Override
    void close();
}
