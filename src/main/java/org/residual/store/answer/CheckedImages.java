package org.residual.store.answer;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.Function;
import org.residual.engine.ImageBatch;
import org.residual.store.tensor.StoredTensor;

/**
 * Images, and the known answers for them.
 *
 * @param values [images, 3, height, width], float32
 * @param answers [images, classes], float32
 * @param images how many
 * @param height in pixels
 * @param width in pixels
 */
record CheckedImages(FloatBuffer values, FloatBuffer answers, int images, int height, int width) {
    /**
     * @param input [images, 3, height, width]
     * @param logProbabilities [images, classes]
     */
    static CheckedImages of(StoredTensor input, StoredTensor logProbabilities) {
        Shape shape = input.shape();
        return new CheckedImages(
                floats(input),
                floats(logProbabilities),
                Math.toIntExact(shape.get(0)),
                Math.toIntExact(shape.get(2)),
                Math.toIntExact(shape.get(3)));
    }

    private static FloatBuffer floats(StoredTensor tensor) {
        ByteBuffer copy = direct(
                Math.multiplyExact(Float.BYTES, Math.toIntExact(tensor.shape().size())));
        tensor.copyTo(copy);
        return copy.rewind().asFloatBuffer();
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /**
     * Repeats the images in order until the batch is full.
     *
     * @return the largest difference of a log-probability from the known one; infinite if an answer was not a number
     */
    double error(Function<ImageBatch, float[]> network, int first, int batch) {
        float[] answer = network.apply(batch(first, batch));
        int classes = answers.capacity() / images;
        double largest = answer.length == batch * classes ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < answer.length; i++) {
            double difference = Math.abs(answer[i] - answers.get((first * classes + i) % answers.capacity()));
            largest = Math.max(largest, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }
        return largest;
    }

    private ImageBatch batch(int first, int batch) {
        ByteBuffer bytes = direct(ImageBatch.bytes(batch, height, width));
        FloatBuffer together = bytes.asFloatBuffer();
        int size = values.capacity() / images;
        for (int i = 0; i < batch; i++) {
            together.put(values.slice((first + i) % images * size, size));
        }
        return new ImageBatch(bytes, batch, height, width);
    }
}
