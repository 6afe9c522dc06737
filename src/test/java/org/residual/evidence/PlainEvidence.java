package org.residual.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.residual.nn.Architecture;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.ReferenceNetwork.Tensor;

/** Evidence in plain loops of double precision, every sum written out: the reference for the engines'. */
final class PlainEvidence {
    private static final double SUM_TOLERANCE = 1e-4;
    private static final double POSITION_TOLERANCE = 5e-5;

    private final NetworkConfiguration configuration;
    private final Tensor features;
    private final double[] weights;
    private final double[] biases;

    PlainEvidence(ReferenceNetwork network, Tensor images) {
        this.configuration = network.configuration();
        this.features = network.features(images);
        this.weights = network.weights().get("out.weight").data();
        this.biases = network.weights().get("out.bias").data();
    }

    private double feature(int image, int channel, int row, int column) {
        int index = ((image * features.size(1) + channel) * features.size(2) + row) * features.size(3) + column;
        return features.data()[index];
    }

    private double contribution(int image, int index, int row, int column) {
        double sum = 0;
        for (int channel = 0; channel < features.size(1); channel++) {
            sum += weights[index * features.size(1) + channel] * share(image, channel, row, column);
        }
        return sum;
    }

    private double share(int image, int channel, int row, int column) {
        int height = features.size(2);
        int width = features.size(3);
        double own = feature(image, channel, row, column);
        if (configuration.architecture() == Architecture.RESNET) {
            return own / (height * width);
        }
        int ties = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double other = feature(image, channel, y, x);
                if (other > own) {
                    return 0;
                }
                ties += other == own ? 1 : 0;
            }
        }
        return own / ties;
    }

    private static double sum(double start, double[] values) {
        double sum = start;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /** Compares the evidence of an image, for all classes, with this. */
    void assertSame(Evidence evidence, int image) {
        assertThat(evidence.grid().height()).isEqualTo(features.size(2));
        assertThat(evidence.grid().width()).isEqualTo(features.size(3));
        double[][] maps = new double[configuration.classes()][];
        double[] logits = new double[maps.length];
        for (int index = 0; index < maps.length; index++) {
            maps[index] = map(image, index);
            logits[index] = sum(biases[index], maps[index]);
        }
        assertThat(evidence.classes())
                .extracting(ClassEvidence::index)
                .containsExactlyElementsOf(IntStream.range(0, logits.length)
                        .boxed()
                        .sorted((a, b) -> Double.compare(logits[b], logits[a]))
                        .toList());
        for (ClassEvidence ofClass : evidence.classes()) {
            double expected = logits[ofClass.index()];
            assertThat(ofClass.bias()).isEqualTo(biases[ofClass.index()]);
            assertThat(ofClass.logit()).isCloseTo(expected, within(SUM_TOLERANCE));
            double[] contributions = doubles(ofClass.contributions());
            assertThat(sum(ofClass.bias(), contributions)).isCloseTo(expected, within(SUM_TOLERANCE));
            assertThat(contributions).containsExactly(maps[ofClass.index()], within(POSITION_TOLERANCE));
        }
    }

    private double[] map(int image, int index) {
        double[] map = new double[features.size(2) * features.size(3)];
        Arrays.setAll(map, i -> contribution(image, index, i / features.size(3), i % features.size(3)));
        return map;
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
