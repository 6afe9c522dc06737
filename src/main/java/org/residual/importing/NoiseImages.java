package org.residual.importing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.residual.image.ImageTensor;
import org.residual.image.Preprocessing;
import org.residual.image.RgbImage;
import org.residual.nn.NetworkConfiguration;

/** Images of which every pixel was drawn by lot, always the same ones. */
final class NoiseImages {
    static final int COUNT = 8;

    private static final int SIDE = 64;
    private static final long SEED = 1;

    private NoiseImages() {}

    /**
     * @param network that the images are for
     * @param preprocessing what is done to an image before that network sees it
     * @param manager owns the result
     * @return [8, 3, height, width], as the network sees them and large enough for it where the preprocessing leaves
     *     the size as it is
     */
    static NDArray draw(NetworkConfiguration network, Preprocessing preprocessing, NDManager manager) {
        Random random = new Random(SEED);
        int width = Math.max(SIDE, 2 << network.stages());
        NDList images = new NDList();
        for (int i = 0; i < COUNT; i++) {
            byte[] pixels = new byte[3 * width * SIDE];
            random.nextBytes(pixels);
            ImageTensor tensor = preprocessing.apply(new RgbImage(width, SIDE, pixels));
            images.add(manager.create(tensor.values(), new Shape(3, tensor.height(), tensor.width())));
        }
        return NDArrays.stack(images);
    }
}
