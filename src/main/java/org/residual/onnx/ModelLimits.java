package org.residual.onnx;

/**
 * What a model file may take.
 *
 * @param bytes that the file, and the weights in files beside it, may have together
 * @param heap bytes of Java's heap that its description may take once it is parsed; weights do not count
 */
public record ModelLimits(long bytes, long heap) {
    /**
     * @throws IllegalArgumentException if a limit is less than 1
     */
    public ModelLimits {
        if (bytes < 1 || heap < 1) {
            throw new IllegalArgumentException(
                    "Limits must be at least 1 byte, but are " + bytes + " and " + heap + ".");
        }
    }
}
