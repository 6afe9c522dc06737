package org.residual.importing;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.residual.engine.ImageBatch;
import org.residual.image.preprocessing.ImageTensor;
import org.residual.store.tensor.StoredTensor;

/**
 * Images of one size, as the input of an engine.
 *
 * @param values [images, 3, height, width], float32 in native byte order, a direct buffer
 * @param images how many
 * @param height in pixels
 * @param width in pixels
 */
record NoiseBatch(ByteBuffer values, int images, int height, int width) {
    static NoiseBatch of(List<ImageTensor> images) {
        int height = images.get(0).height();
        int width = images.get(0).width();
        ByteBuffer values = ByteBuffer.allocateDirect(ImageBatch.bytes(images.size(), height, width))
                .order(ByteOrder.nativeOrder());
        images.forEach(image -> {
            for (float value : image.values()) {
                values.putFloat(value);
            }
        });
        return new NoiseBatch(values.flip(), images.size(), height, width);
    }

    ImageBatch all() {
        return new ImageBatch(values.slice().order(ByteOrder.nativeOrder()), images, height, width);
    }

    ImageBatch one(int index) {
        int bytes = ImageBatch.bytes(1, height, width);
        return new ImageBatch(values.slice(index * bytes, bytes).order(ByteOrder.nativeOrder()), 1, height, width);
    }

    /** As a stored tensor. */
    StoredTensor tensor() {
        ByteBuffer stored = ByteBuffer.allocate(values.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer from = all().values();
        while (from.hasRemaining()) {
            stored.putFloat(from.getFloat());
        }
        return new StoredTensor(DataType.FLOAT32, new Shape(images, ImageBatch.CHANNELS, height, width), stored.flip());
    }
}
