package org.residual.training.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.residual.nn.ImageBatches;

/**
 * Images for fixed statistics.
 *
 * @param images without augmentation
 * @param batchSize images at once
 * @param input makes an array from a batch, in a manager
 */
public record CalibrationImages(
        LabelledImages images, int batchSize, BiFunction<LabelledImages, NDManager, NDArray> input)
        implements ImageBatches {

    @Override
    public void forEach(NDManager manager, Consumer<NDArray> each) {
        for (int from = 0; from < images.size(); from += batchSize) {
            try (NDManager scope = manager.newSubManager()) {
                LabelledImages batch = images.range(from, Math.min(from + batchSize, images.size()));
                each.accept(input.apply(batch, scope));
            }
        }
    }
}
