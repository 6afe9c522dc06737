package org.residual.inference.input;

import java.util.function.Supplier;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.NormalizedImage;
import org.residual.inference.evidence.Origin;

/**
 * What it takes to make a tensor from an image, according to its header.
 *
 * @param name of the image in errors
 * @param image its size
 * @param tensor the size of the tensor
 * @param heap most bytes of Java's heap, including the tensor
 * @param outside most bytes of a native decoder outside the heap
 * @param origin position of the tensor in the picture
 * @param work makes the tensor
 */
public record Preparation(
        String name, Size image, Size tensor, long heap, long outside, Origin origin, Supplier<NormalizedImage> work) {
    /**
     * @return bytes of the tensor, which is held until the answer
     */
    public long kept() {
        return Float.BYTES * tensor.samples();
    }
}
