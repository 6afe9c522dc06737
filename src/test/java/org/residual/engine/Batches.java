package org.residual.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Input images for tests. */
public final class Batches {
    private Batches() {}

    /**
     * @param values [images, 3, height, width]
     */
    public static ImageBatch of(float[] values, int images, int height, int width) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(Float.BYTES * values.length).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        return new ImageBatch(bytes, images, height, width);
    }
}
