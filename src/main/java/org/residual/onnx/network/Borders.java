package org.residual.onnx.network;

/**
 * Makes one convolution of 7x7 answer as one of 5x5 and one of 3x3 behind it.
 *
 * <p>At the borders the two differ from the one. The second takes what lies outside of the first's answer as 0, whereas the
 * one sees there what the first would have answered. That concerns the answer's first row and column, and the last ones where
 * height or width is odd.
 */
interface Borders {
    /**
     * @param graph whose input are the images
     * @param first 5x5, stride 1
     * @param second 3x3, stride 2
     * @param size of the images
     * @return what both and a ReLU make of the images
     */
    String fused(GraphWriter graph, Filters first, Filters second, Extent size);
}
