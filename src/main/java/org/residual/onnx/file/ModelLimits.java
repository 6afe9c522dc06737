package org.residual.onnx.file;

import org.residual.memory.NativeMemoryLeft;

/**
 * What a model file may take.
 *
 * @param bytes that the file, and the weights in files beside it, may have together
 * @param heap bytes of Java's heap that its description may take once it is parsed; weights do not count
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
     * @return what this process has left: a third of the memory outside of the heap, since it is copied, and the runtime
     *     copies it once more and rearranges that; and an eighth of the heap
     */
    public static ModelLimits ofThisProcess() {
        long heap = Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP;
        return new ModelLimits(Math.max(1, NativeMemoryLeft.bytes() / COPIES), Math.max(1, heap));
    }
}
