package org.residual.store.answer;

import ai.djl.ndarray.types.Shape;
import org.residual.engine.ImageSize;
import org.residual.engine.PreparedNetwork;
import org.residual.engine.StoredNetwork;
import org.residual.nn.InputTooSmallException;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.store.file.InvalidModelException;
import org.residual.store.tensor.StoredTensor;

/**
 * Images of one size, and the known answers for them.
 *
 * @param name of the input in the file
 * @param input [k, 3, height, width]
 * @param logProbabilities [k, classes]
 */
record AnswerPair(String name, StoredTensor input, StoredTensor logProbabilities) {
    int images() {
        return Math.toIntExact(input.shape().get(0));
    }

    ImageSize size() {
        Shape shape = input.shape();
        return new ImageSize(Math.toIntExact(shape.get(2)), Math.toIntExact(shape.get(3)));
    }

    /** Bytes of the images as float32. */
    long inputBytes() {
        return Float.BYTES * input.shape().size();
    }

    /** Bytes of the answers as float32. */
    long answerBytes() {
        return Float.BYTES * logProbabilities.shape().size();
    }

    /** Bytes for running a network on the images; in batches of up to that many, if it looks at each alone. */
    long activationBytes(NetworkConfiguration network, int largestBatch) {
        return network.activationBytes(
                network.statistics() == Statistics.BATCH ? images() : largestBatch, size().height(), size().width());
    }

    /**
     * @throws InvalidModelException if the images are too small for a network
     */
    void requireLargeEnoughFor(StoredNetwork network) {
        require(() -> network.requireLargeEnough(images(), size().height(), size().width()));
    }

    /**
     * @throws InvalidModelException if an engine cannot run a network on the images
     */
    void requireSuitableFor(PreparedNetwork network, int largestBatch) {
        require(() -> network.activationBytes(largestBatch, size().height(), size().width()));
    }

    private void require(Runnable check) {
        try {
            check.run();
        } catch (InputTooSmallException e) {
            throw new InvalidModelException(KnownAnswer.FILE + ": " + name + ": " + e.getMessage(), e);
        }
    }
}
