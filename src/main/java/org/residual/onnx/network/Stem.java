package org.residual.onnx.network;

import java.util.List;
import java.util.Optional;

/**
 * The beginning of a network: a 5x5 convolution followed directly by the first layer's 3x3 convolution of stride 2 and
 * its ReLU. Both convolutions are fused into one of 7x7 if that is less work.
 */
final class Stem {
    static final int FIRST = 5;
    static final int SECOND = 3;
    static final int FUSED = FIRST + SECOND - 1;
    static final int STRIDE = 2;

    /** Images with fewer rows or columns consist mostly of borders. */
    private static final int LEAST = 16;
    /** With more than this share of the original work, the fusion is not worth the borders. */
    private static final double MOST_WORK = 0.8;

    private final GraphWriter graph;
    private final Filters first;
    private final Features image;
    private final Borders borders;

    /**
     * @param first 5x5, stride 1
     * @param extent of the images, if known
     * @param borders makes the fused convolution equal to the two
     */
    Stem(GraphWriter graph, Filters first, Optional<Extent> extent, Borders borders) {
        this.graph = graph;
        this.first = first;
        this.image = Features.image(extent);
        this.borders = borders;
    }

    /**
     * @param second 3x3, stride 2
     * @return the output of both and a ReLU for the image
     */
    Features activations(Filters second) {
        String answer = image.extent()
                .filter(size -> Math.min(size.height(), size.width()) >= LEAST)
                .filter(size -> (double) FUSED * FUSED * first.in() * second.out() <= MOST_WORK * workApart(second))
                .map(size -> borders.fused(graph, first, second, size))
                .orElseGet(() -> apart(second));
        return image.halved(answer);
    }

    private double workApart(Filters second) {
        return STRIDE * STRIDE * first.work() + second.work();
    }

    private String apart(Filters second) {
        String once = graph.convolution(image.name(), first, 1, Padding.around(FIRST / 2));
        return relu(graph.convolution(once, second, STRIDE, Padding.around(SECOND / 2)));
    }

    private String relu(String x) {
        return graph.node("Relu", List.of(x));
    }
}
