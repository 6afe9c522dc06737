package org.residual.engine;

/** A network that an engine has loaded for a device. Many threads may run it at once. It holds native memory until closed. */
public interface PreparedNetwork extends AutoCloseable {
    /**
     * @param images what to classify; an engine may read it in place and has done so when this returns
     * @return log-probabilities [images, classes], in row-major order; not yet known to be numbers
     */
    float[] logProbabilities(ImageBatch images);

    @Override
    void close();
}
