package org.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.residual.image.pixel.RgbImage;
import org.residual.image.preprocessing.ImageTensor;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.InputMemory;
import org.residual.training.augmentation.Augmentation;
import org.residual.training.data.LabelledImages;

/** Makes a network's input from batches of images. Each input is valid until the next is made. */
final class TrainingInput implements AutoCloseable {
    private final Preprocessing preprocessing;
    private final Augmentation augmentation;
    private final InputMemory memory = new InputMemory(ComputeDevice.CPU);

    /**
     * @param preprocessing that turns the cached pixels into values, in training as in serving
     * @param augmentation of the training images
     */
    TrainingInput(Preprocessing preprocessing, Augmentation augmentation) {
        this.preprocessing = preprocessing;
        this.augmentation = augmentation;
    }

    /** @return [images, 3, height, width], the images without augmentation */
    NDArray of(LabelledImages images, NDManager manager) {
        return input(images, UnaryOperator.identity(), manager);
    }

    /**
     * @param random source of the augmentation
     * @return [images, 3, height, width]
     */
    NDArray augmented(LabelledImages images, Random random, NDManager manager) {
        return input(images, pixels -> augmentation.apply(pixels, random), manager);
    }

    private NDArray input(LabelledImages images, UnaryOperator<RgbImage> change, NDManager manager) {
        ImageTensor first = preprocessing.toTensor(change.apply(images.image(0)));
        Shape shape = new Shape(images.size(), 3, first.height(), first.width());
        ByteBuffer buffer = memory.ofSize(Math.toIntExact(shape.size() * Float.BYTES));
        for (int i = 0; i < images.size(); i++) {
            ImageTensor tensor = i == 0 ? first : preprocessing.toTensor(change.apply(images.image(i)));
            buffer.asFloatBuffer().put(tensor.values());
            buffer.position(buffer.position() + tensor.values().length * Float.BYTES);
        }
        return manager.create(buffer.flip(), shape, DataType.FLOAT32);
    }

    @Override
    public void close() {
        memory.close();
    }
}
