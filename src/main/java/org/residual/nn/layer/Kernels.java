package org.residual.nn.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a convolution.
 *
 * @param weights [out, in, height, width]
 * @param offsets [out], added to each channel out; null stands for zeros
 * @param stride step of the kernels, down and to the right
 * @param padding rows and columns of zeros at each border of the images
 */
public record Kernels(NDArray weights, @Nullable NDArray offsets, Shape stride, Shape padding) {
    private static final Shape NO_DILATION = new Shape(1, 1);

    /**
     * From [batch, in, height, width] to [batch, out, height, width], with the height and width that stride and padding
     * give.
     */
    public NDArray convolve(NDArray images) {
        return Conv2d.conv2d(images, weights, offsets, stride, padding, NO_DILATION)
                .singletonOrThrow();
    }
}
