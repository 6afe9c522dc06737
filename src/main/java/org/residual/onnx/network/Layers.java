package org.residual.onnx.network;

/** Writes the layers of a network, each of which convolves, cuts off below 0 and normalises. */
interface Layers {
    /**
     * The convolution of the image and the first layer behind it.
     *
     * @param layer its name in the {@code state_dict}
     */
    Features first(String layer, After after);

    /**
     * @param x what goes in
     * @param layer its name in the {@code state_dict}
     * @param stride 1, or 2 to halve height and width
     */
    Features next(Features x, String layer, int stride, After after);
}
