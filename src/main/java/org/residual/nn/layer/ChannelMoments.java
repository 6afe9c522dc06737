package org.residual.nn.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** Mean and standard deviation of channels over any number of batches, as if they were one, summed in float64. */
public final class ChannelMoments {
    private static final int[] WITHIN_CHANNELS = {0, 2, 3};

    private final double[] means;
    /** Sums of the squared deviations from the mean. */
    private final double[] squares;

    private long values;

    /**
     * @param channels how many
     */
    public ChannelMoments(int channels) {
        this.means = new double[channels];
        this.squares = new double[channels];
    }

    /**
     * @param batch [batch, channels, height, width]
     */
    public void add(NDArray batch) {
        long more = batch.size() / means.length;
        NDArray exact = batch.toType(DataType.FLOAT64, false);
        NDArray sums = exact.sum(WITHIN_CHANNELS, true);
        NDArray mean = sums.div(more);
        NDArray centered = exact.sub(mean);
        double[] batchMeans = mean.toDoubleArray();
        double[] batchSquares =
                centered.muli(centered).sum(WITHIN_CHANNELS, true).toDoubleArray();
        exact.close();
        centered.close();
        long all = values + more;
        for (int i = 0; i < means.length; i++) {
            double distance = batchMeans[i] - means[i];
            means[i] += distance * more / all;
            squares[i] += batchSquares[i] + distance * distance * values / all * more;
        }
        values = all;
    }

    /** @return how many values each channel has had so far */
    public long values() {
        return values;
    }

    /** @return the mean of each channel, rounded to float32 */
    public float[] means() {
        float[] rounded = new float[means.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) means[i];
        }
        return rounded;
    }

    /** @return the unbiased standard deviation of each channel, rounded to float32; needs at least two values */
    public float[] stds() {
        float[] stds = new float[squares.length];
        for (int i = 0; i < stds.length; i++) {
            stds[i] = (float) Math.sqrt(squares[i] / (values - 1));
        }
        return stds;
    }
}
