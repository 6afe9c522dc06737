package org.residual.importing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.residual.image.pixel.RgbImage;
import org.residual.image.preprocessing.ImageTensor;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.nn.NetworkConfiguration;

/** Images of random pixels, always the same ones. */
final class NoiseImages {
    static final int COUNT = 8;

    private static final int SIDE = 64;
    private static final long SEED = 1;

    private NoiseImages() {}

    /**
     * @param network of the images
     * @param preprocessing of that network
     * @param manager owns the result
     * @return [8, 3, height, width], as the network's input, and large enough for it if the preprocessing keeps the
     *     size
     */
    static NDArray draw(NetworkConfiguration network, Preprocessing preprocessing, NDManager manager) {
        NDList images = new NDList();
        for (ImageTensor image : draw(SIDE, Math.max(SIDE, 2 << network.stages()), preprocessing)) {
            images.add(manager.create(image.values(), new Shape(3, image.height(), image.width())));
        }
        return NDArrays.stack(images);
    }

    /**
     * @param height of the images before preprocessing
     * @param width the same
     * @param preprocessing of the network
     * @return {@link #COUNT} images, as the network's input
     */
    static List<ImageTensor> draw(int height, int width, Preprocessing preprocessing) {
        Random random = new Random(SEED);
        List<ImageTensor> images = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            byte[] pixels = new byte[3 * width * height];
            random.nextBytes(pixels);
            images.add(preprocessing.apply(new RgbImage(width, height, pixels)));
        }
        return images;
    }
}
