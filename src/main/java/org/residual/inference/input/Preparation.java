package org.residual.inference.input;

import java.util.function.Supplier;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.NormalizedImage;
import org.residual.inference.evidence.Origin;

/**
 * What it takes to make a tensor of an image, told by what its header says.
 *
 * @param name what to call the image in an error
 * @param image its size
 * @param tensor the size of the tensor
 * @param heap bytes of Java's heap that it takes at most, the tensor included
 * @param outside bytes that a native decoder takes outside of it
 * @param origin where in the picture lies what the tensor is made of
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
