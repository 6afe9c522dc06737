package org.residual.onnx.network;

/**
 * Makes one 7x7 convolution equal to a 5x5 one followed by a 3x3 one.
 *
 * <p>At the borders the results differ. The second convolution treats values outside the first's output as 0, whereas
 * the fused one sees what the first would have computed there. This affects the output's first row and column, and the
 * last ones where height or width is odd.
 */
interface Borders {
    /**
     * @param graph whose input are the images
     * @param first 5x5, stride 1
     * @param second 3x3, stride 2
     * @param size of the images
     * @return the output of both and a ReLU for the images
     */
    String fused(GraphWriter graph, Filters first, Filters second, Extent size);
}
