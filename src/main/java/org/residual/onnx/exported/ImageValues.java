package org.residual.onnx.exported;

import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.residual.engine.GraphSignature.Layout;
import org.residual.engine.ImageBatch;

/**
 * The values of images in a graph's order and type.
 *
 * @param values float32, in native byte order
 */
record ImageValues(ByteBuffer values) {
    private static final int WHITE = 255;

    /**
     * @param images channels first
     * @param layout to convert to
     */
    static ImageValues of(ImageBatch images, Layout layout) {
        ByteBuffer values = images.values().slice().order(ByteOrder.nativeOrder());
        return new ImageValues(layout == Layout.NCHW ? values : channelsLast(images, values.asFloatBuffer()));
    }

    /** One of several images. */
    static ImageBatch one(ImageBatch images, int index) {
        int bytes = ImageBatch.bytes(1, images.height(), images.width());
        ByteBuffer values = images.values().slice(index * bytes, bytes).order(ByteOrder.nativeOrder());
        return new ImageBatch(values, 1, images.height(), images.width());
    }

    private static ByteBuffer channelsLast(ImageBatch images, FloatBuffer from) {
        ByteBuffer values =
                ByteBuffer.allocateDirect(from.remaining() * Float.BYTES).order(ByteOrder.nativeOrder());
        FloatBuffer to = values.asFloatBuffer();
        int pixels = images.height() * images.width();
        for (int image = 0; image < images.images(); image++) {
            int start = image * ImageBatch.CHANNELS * pixels;
            for (int pixel = 0; pixel < pixels; pixel++) {
                for (int channel = 0; channel < ImageBatch.CHANNELS; channel++) {
                    to.put(from.get(start + channel * pixels + pixel));
                }
            }
        }
        return values;
    }

    FloatBuffer asFloats() {
        return values.asFloatBuffer();
    }

    /** float16, as its bits. */
    ByteBuffer asHalves() {
        FloatBuffer from = asFloats();
        ByteBuffer halves =
                ByteBuffer.allocateDirect(from.remaining() * Short.BYTES).order(ByteOrder.nativeOrder());
        while (from.hasRemaining()) {
            halves.putShort(Fp16Conversions.floatToFp16(from.get()));
        }
        return halves.flip();
    }

    /** Whole numbers of 0 to 255; values beyond are clamped. */
    ByteBuffer asBytes() {
        FloatBuffer from = asFloats();
        ByteBuffer bytes = ByteBuffer.allocateDirect(from.remaining()).order(ByteOrder.nativeOrder());
        while (from.hasRemaining()) {
            bytes.put((byte) Math.max(0, Math.min(WHITE, Math.rint(from.get()))));
        }
        return bytes.flip();
    }
}
