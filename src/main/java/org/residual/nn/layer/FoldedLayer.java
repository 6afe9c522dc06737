package org.residual.nn.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.residual.nn.BnLayer;

/**
 * A {@link BnLayer} of fixed statistics in fewer steps. Its normalisation is {@code s * x + t} for each channel, with
 * {@code s = m / std} and {@code t = a - mean * s}, and after a ReLU that is a bound: {@code s * max(x, 0) + t} equals
 * {@code max(s * x + t, t)} or, where s is negative, {@code min(s * x + t, t)}. The kernels of the preceding
 * convolution absorb s, its offsets t, and a single pass over the values remains. The border that the next convolution
 * sees stays 0.
 */
public final class FoldedLayer {
    private final Kernels kernels;
    private final NDArray least;
    /** Null if there is no such bound because no m is negative. */
    private final @Nullable NDArray most;

    private FoldedLayer(Kernels kernels, NDArray least, @Nullable NDArray most) {
        this.kernels = kernels;
        this.least = least;
        this.most = most;
    }

    /**
     * @param owner of the new arrays
     * @param convolution the layer's own, without offsets
     * @param scales s of each channel
     * @param shifts t of each channel
     * @param thenRelu whether another ReLU follows at once
     */
    public static FoldedLayer of(
            NDManager owner, Kernels convolution, double[] scales, double[] shifts, boolean thenRelu) {
        int out = scales.length;
        float[] factors = new float[out];
        float[] offsets = new float[out];
        float[] least = new float[out];
        float[] most = new float[out];
        boolean anyNegative = false;
        for (int i = 0; i < out; i++) {
            boolean negative = scales[i] < 0;
            anyNegative |= negative;
            factors[i] = (float) scales[i];
            offsets[i] = (float) shifts[i];
            least[i] = negative ? Float.NEGATIVE_INFINITY : offsets[i];
            most[i] = negative ? offsets[i] : Float.POSITIVE_INFINITY;
            if (thenRelu) {
                least[i] = Math.max(least[i], 0);
            }
        }
        try (NDManager scope = owner.newSubManager()) {
            NDArray scaled = convolution.weights().mul(scope.create(factors, new Shape(out, 1, 1, 1)));
            scaled.attach(owner);
            Kernels kernels = new Kernels(scaled, owner.create(offsets), convolution.stride(), convolution.padding());
            Shape channels = new Shape(1, out, 1, 1);
            return new FoldedLayer(
                    kernels, owner.create(least, channels), anyNegative ? owner.create(most, channels) : null);
        }
    }

    public Kernels kernels() {
        return kernels;
    }

    /** @param convolved the output of these kernels, which is freed */
    public NDArray activate(NDArray convolved) {
        NDArray below = most == null ? convolved : freeing(convolved, convolved.minimum(most));
        return freeing(below, below.maximum(least));
    }

    private static NDArray freeing(NDArray x, NDArray y) {
        x.close();
        return y;
    }
}
