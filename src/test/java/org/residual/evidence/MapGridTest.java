package org.residual.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.residual.image.pixel.Area;
import org.residual.nn.Architecture;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.ReferenceNetwork.Tensor;
import org.residual.nn.Statistics;

class MapGridTest {
    private static final int STAGES = 3;
    private static final int SIDE = 64;

    /** A network with kernels of ones, whose receptive fields are therefore symmetric. */
    private static ReferenceNetwork symmetric() {
        ReferenceNetwork network = new ReferenceNetwork(
                new NetworkConfiguration(Architecture.CONVBNNET, List.of(1, 1, 1, 1), 2, 0, Statistics.FIXED), 1);
        network.weights().forEach((name, tensor) -> {
            boolean zero = name.endsWith(".a") || name.endsWith(".means") || name.endsWith("bias");
            Arrays.fill(tensor.data(), zero ? 0 : 1);
        });
        return network;
    }

    /** Features of an image with a single dot. */
    private static Tensor seen(int row, int column) {
        Tensor image = new Tensor(new int[] {1, 3, SIDE, SIDE}, new double[3 * SIDE * SIDE]);
        image.data()[row * SIDE + column] = 1;
        return symmetric().features(image);
    }

    @Test
    void aPositionIsCentredOnThePixelThatItSeesMostOf() {
        MapGrid grid = MapGrid.halved(STAGES, SIDE, SIDE);
        int row = 3;
        int column = 4;
        double pitch = grid.area().width() / grid.width();
        int centreY = (int) Math.floor(grid.area().top() + pitch * (row + 0.5));
        int centreX = (int) Math.floor(grid.area().left() + pitch * (column + 0.5));

        Tensor features = seen(centreY, centreX);

        double[] line = Arrays.copyOfRange(features.data(), row * grid.width(), (row + 1) * grid.width());
        assertThat(line[column]).isEqualTo(Arrays.stream(features.data()).max().orElseThrow());
        assertThat(line[column - 1]).isPositive().isCloseTo(line[column + 1], within(1e-9));
        double above = features.data()[(row - 1) * grid.width() + column];
        double below = features.data()[(row + 1) * grid.width() + column];
        assertThat(above).isPositive().isCloseTo(below, within(1e-9));
    }

    @Test
    void sizesAreRoundedUp() {
        assertThat(MapGrid.halved(2, 9, 16)).isEqualTo(new MapGrid(3, 4, new Area(-1.5, -1.5, 16, 12)));
    }

    @Test
    void withoutHalvingsAPositionIsAPixel() {
        assertThat(MapGrid.halved(0, 2, 3)).isEqualTo(new MapGrid(2, 3, new Area(0, 0, 3, 2)));
    }
}
