package org.residual.onnx.exported;

import java.util.LinkedHashMap;
import java.util.Map;
import org.residual.memory.NativeMemoryLeft;
import org.residual.nn.InputTooSmallException;
import org.residual.store.file.InvalidModelException;

/** The image sizes that a graph supports, and their memory. */
final class SuitableSizes {
    private static final int REMEMBERED = 64;
    private static final long MEBI = 1 << 20;

    private final ExportedModel model;

    private final Map<Shape, Long> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Shape, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Shape(int images, int height, int width) {}

    SuitableSizes(ExportedModel model) {
        this.model = model;
    }

    /**
     * @param images how many at a time
     * @param height of each
     * @param width of each
     * @return bytes for running them
     * @throws InputTooSmallException if the graph does not support the size, or needs more memory than is left
     */
    synchronized long activationBytes(int images, int height, int width) {
        return known.computeIfAbsent(new Shape(images, height, width), this::checked);
    }

    private long checked(Shape shape) {
        ExportedSignature signature = model.signature();
        int height = signature.height().orElse(shape.height);
        int width = signature.width().orElse(shape.width);
        if (height != shape.height || width != shape.width) {
            throw new InputTooSmallException("The graph takes only images of " + height + "x" + width
                    + " pixels, not of " + shape.height + "x" + shape.width + ".");
        }
        try {
            long bytes = model.activationBytes(shape.images, height, width);
            long left = NativeMemoryLeft.bytes();
            if (bytes > left) {
                throw new InputTooSmallException(
                        "Running the graph on " + shape.images + " images of " + height + "x" + width + " pixels takes "
                                + bytes / MEBI + " MiB of memory, but " + left / MEBI + " MiB are left.");
            }
            return bytes;
        } catch (InvalidModelException e) {
            throw new InputTooSmallException("The graph cannot be run with " + shape.images + " images of " + height
                    + "x" + width + " pixels: " + e.getMessage());
        }
    }
}
