package org.residual.onnx.file;

import org.residual.memory.NativeMemoryLeft;

/**
 * The limits of a model file.
 *
 * @param bytes of the file and the weights in files beside it together
 * @param heap bytes of Java's heap for its parsed description; weights do not count
 */
public record ModelLimits(long bytes, long heap) {
    private static final int PARTS_OF_HEAP = 8;
    private static final int COPIES = 3;

    /**
     * @throws IllegalArgumentException if a limit is less than 1
     */
    public ModelLimits {
        if (bytes < 1 || heap < 1) {
            throw new IllegalArgumentException(
                    "Limits must be at least 1 byte, but are " + bytes + " and " + heap + ".");
        }
    }

    /**
     * @return the limits for this process: a third of the memory outside the heap, since the model is copied, and the
     *     runtime copies it again and rearranges that; and an eighth of the heap
     */
    public static ModelLimits ofThisProcess() {
        long heap = Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP;
        return new ModelLimits(Math.max(1, NativeMemoryLeft.bytes() / COPIES), Math.max(1, heap));
    }
}
