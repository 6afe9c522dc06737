package org.residual.onnx.network;

/** Writes the layers of a network: convolution, ReLU and normalisation. */
interface Layers {
    /**
     * The convolution of the image and the first layer after it.
     *
     * @param layer its name in the {@code state_dict}
     */
    Features first(String layer, After after);

    /**
     * @param x the input
     * @param layer its name in the {@code state_dict}
     * @param stride 1, or 2 to halve height and width
     */
    Features next(Features x, String layer, int stride, After after);
}
