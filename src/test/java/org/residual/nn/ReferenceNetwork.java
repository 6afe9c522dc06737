package org.residual.nn;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * The networks in plain Java and double precision, every sum written out: the reference for the engines.
 *
 * <p>The weights are drawn from a seed, like PyTorch's initial ones, except {@code m} and {@code a}, which are drawn
 * around 1 and 0 so that no test passes without them. With fixed statistics some {@code m} are negative, and one
 * channel of each layer has {@code stds} of 0.
 */
public final class ReferenceNetwork {
    private static final int COLOURS = 3;

    private final NetworkConfiguration configuration;
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final Random random;

    public ReferenceNetwork(NetworkConfiguration configuration, long seed) {
        this.configuration = configuration;
        this.random = new Random(seed);
        configuration.newNetwork().stateDict().forEach((name, parameter) -> {
            weights.put(name, drawWeight(name, parameter.getShape()));
        });
    }

    /** With given weights, of the names and shapes of the configuration's {@code state_dict}. */
    public ReferenceNetwork(NetworkConfiguration configuration, Map<String, Tensor> weights) {
        this.configuration = configuration;
        this.random = new Random(0);
        this.weights.putAll(weights);
    }

    public NetworkConfiguration configuration() {
        return configuration;
    }

    /** Row-major values of any shape. */
    public record Tensor(int[] shape, double[] data) {
        Tensor(int... shape) {
            this(shape, new double[Arrays.stream(shape).reduce(1, Math::multiplyExact)]);
        }

        /** Values around 0, as float32 has them. */
        public static Tensor gaussian(Random random, int... shape) {
            Tensor tensor = new Tensor(shape);
            Arrays.setAll(tensor.data, i -> (float) random.nextGaussian());
            return tensor;
        }

        public int size(int dimension) {
            return shape[dimension];
        }

        public float[] toFloats() {
            float[] floats = new float[data.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) data[i];
            }
            return floats;
        }

        public Tensor row(int i) {
            int length = data.length / shape[0];
            int[] single = shape.clone();
            single[0] = 1;
            return new Tensor(single, Arrays.copyOfRange(data, i * length, (i + 1) * length));
        }
    }

    public Map<String, Tensor> weights() {
        return weights;
    }

    public Tensor randomImages(int count, int height, int width) {
        // The notebook draws its images as rand * 3.
        return uniform(0, 3, count, COLOURS, height, width);
    }

    private Tensor drawWeight(String name, Shape shape) {
        int[] dimensions =
                Arrays.stream(shape.getShape()).mapToInt(Math::toIntExact).toArray();
        if (name.endsWith(".m") || name.endsWith(".a")) {
            Tensor tensor = new Tensor(dimensions);
            double mean = name.endsWith(".m") ? 1 : 0;
            double spread = configuration.statistics() == Statistics.FIXED ? 1 : 0.3;
            Arrays.setAll(tensor.data, i -> (float) (mean + spread * random.nextGaussian()));
            return tensor;
        }
        if (name.endsWith(".means")) {
            return uniform(0, 1, dimensions);
        }
        if (name.endsWith(".stds")) {
            Tensor stds = uniform(0.5, 2, dimensions);
            // As for a channel that was 0 in all calibration images.
            stds.data[0] = 0;
            return stds;
        }
        double fanIn = dimensions.length == 1 ? 75 : (double) shape.size() / dimensions[0];
        double bound = 1 / Math.sqrt(fanIn);
        return uniform(-bound, bound, dimensions);
    }

    private Tensor uniform(double from, double to, int... shape) {
        Tensor tensor = new Tensor(shape);
        Arrays.setAll(tensor.data, i -> (float) (from + (to - from) * random.nextDouble()));
        return tensor;
    }

    /** Log-probabilities [batch, classes], with the configuration's statistics. */
    public Tensor logProbabilities(Tensor images) {
        if (configuration.statistics() == Statistics.BATCH) {
            return together(images);
        }
        Tensor answer = new Tensor(images.size(0), configuration.classes());
        for (int i = 0; i < images.size(0); i++) {
            Tensor alone = together(images.row(i));
            System.arraycopy(alone.data, 0, answer.data, i * configuration.classes(), configuration.classes());
        }
        return answer;
    }

    private Tensor together(Tensor images) {
        return output(featuresTogether(images), configuration.architecture() == Architecture.CONVBNNET);
    }

    /** The features before the pooling, [batch, channels, height, width], with the configuration's statistics. */
    public Tensor features(Tensor images) {
        if (configuration.statistics() == Statistics.BATCH) {
            return featuresTogether(images);
        }
        double[][] each = new double[images.size(0)][];
        Tensor alone = null;
        for (int i = 0; i < each.length; i++) {
            alone = featuresTogether(images.row(i));
            each[i] = alone.data;
        }
        int[] shape = {each.length, alone.size(1), alone.size(2), alone.size(3)};
        return new Tensor(
                shape, Arrays.stream(each).flatMapToDouble(Arrays::stream).toArray());
    }

    private Tensor featuresTogether(Tensor images) {
        Tensor x = convolve(images, weights.get("conv1.weight"), weights.get("conv1.bias"), 1);
        int stages = configuration.stages();
        if (configuration.architecture() == Architecture.CONVBNNET) {
            Tensor normalized = bnLayer(x, "layers.0", 2);
            for (int i = 1; i < stages; i++) {
                normalized = bnLayer(relu(normalized), "layers." + i, 2);
            }
            return normalized;
        }
        for (int i = 0; i < stages; i++) {
            x = bnLayer(x, "layers1." + i, 2);
            x = relu(add(x, bnLayer(x, "layers2." + i, 1)));
            x = add(x, bnLayer(x, "layers3." + i, 1));
        }
        return x;
    }

    /** A convolution with a square kernel and half padding. */
    public static Tensor convolve(Tensor x, Tensor kernels, Tensor bias, int stride) {
        int batch = x.size(0);
        int in = x.size(1);
        int height = x.size(2);
        int width = x.size(3);
        int out = kernels.size(0);
        int kernel = kernels.size(2);
        int pad = kernel / 2;
        Tensor y = new Tensor(
                batch, out, (height + 2 * pad - kernel) / stride + 1, (width + 2 * pad - kernel) / stride + 1);
        for (int b = 0; b < batch; b++) {
            for (int o = 0; o < out; o++) {
                for (int i = 0; i < y.size(2); i++) {
                    for (int j = 0; j < y.size(3); j++) {
                        double sum = bias == null ? 0 : bias.data[o];
                        for (int c = 0; c < in; c++) {
                            for (int u = 0; u < kernel; u++) {
                                int row = i * stride + u - pad;
                                if (row < 0 || row >= height) {
                                    continue;
                                }
                                for (int v = 0; v < kernel; v++) {
                                    int column = j * stride + v - pad;
                                    if (column >= 0 && column < width) {
                                        sum += x.data[((b * in + c) * height + row) * width + column]
                                                * kernels.data[((o * in + c) * kernel + u) * kernel + v];
                                    }
                                }
                            }
                        }
                        y.data[((b * out + o) * y.size(2) + i) * y.size(3) + j] = sum;
                    }
                }
            }
        }
        return y;
    }

    private static Tensor relu(Tensor x) {
        return new Tensor(
                x.shape, Arrays.stream(x.data).map(v -> Math.max(0, v)).toArray());
    }

    private static Tensor add(Tensor x, Tensor y) {
        Tensor sum = new Tensor(x.shape);
        Arrays.setAll(sum.data, i -> x.data[i] + y.data[i]);
        return sum;
    }

    private Tensor bnLayer(Tensor input, String name, int stride) {
        Tensor x = relu(convolve(input, weights.get(name + ".layer.weight"), null, stride));
        int batch = x.size(0);
        int channels = x.size(1);
        int area = x.size(2) * x.size(3);
        int count = batch * area;
        Tensor y = new Tensor(x.shape);
        for (int c = 0; c < channels; c++) {
            double mean;
            double std;
            if (configuration.statistics() == Statistics.FIXED) {
                mean = weights.get(name + ".means").data[c];
                std = weights.get(name + ".stds").data[c];
            } else {
                double sum = 0;
                for (int k = 0; k < count; k++) {
                    sum += x.data[index(k, c, channels, area)];
                }
                mean = sum / count;
                double squares = 0;
                for (int k = 0; k < count; k++) {
                    squares += Math.pow(x.data[index(k, c, channels, area)] - mean, 2);
                }
                std = Math.sqrt(squares / (count - 1));
            }
            double epsilon = configuration.epsilon().value();
            double divisor = configuration.epsilon().addedTo() == Epsilon.AddedTo.VARIANCE
                    ? Math.sqrt(std * std + epsilon)
                    : std + epsilon;
            for (int k = 0; k < count; k++) {
                int at = index(k, c, channels, area);
                double normalized = std == 0 ? 0 : (x.data[at] - mean) / divisor;
                y.data[at] = normalized * weights.get(name + ".m").data[c] + weights.get(name + ".a").data[c];
            }
        }
        return y;
    }

    /** The index of the k-th value of channel c, counting through the images of a batch. */
    private static int index(int k, int c, int channels, int area) {
        return (k / area * channels + c) * area + k % area;
    }

    private Tensor output(Tensor x, boolean max) {
        int batch = x.size(0);
        int channels = x.size(1);
        int area = x.size(2) * x.size(3);
        int classes = configuration.classes();
        double[] weight = weights.get("out.weight").data;
        double[] bias = weights.get("out.bias").data;
        Tensor y = new Tensor(batch, classes);
        for (int b = 0; b < batch; b++) {
            double[] pooled = new double[channels];
            for (int c = 0; c < channels; c++) {
                int start = (b * channels + c) * area;
                double[] values = Arrays.copyOfRange(x.data, start, start + area);
                pooled[c] = max
                        ? Arrays.stream(values).max().orElseThrow()
                        : Arrays.stream(values).average().orElseThrow();
            }
            double total = 0;
            for (int k = 0; k < classes; k++) {
                double logit = bias[k];
                for (int c = 0; c < channels; c++) {
                    logit += pooled[c] * weight[k * channels + c];
                }
                y.data[b * classes + k] = logit;
                total += Math.exp(logit);
            }
            for (int k = 0; k < classes; k++) {
                y.data[b * classes + k] -= Math.log(total);
            }
        }
        return y;
    }
}
