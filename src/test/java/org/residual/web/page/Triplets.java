package org.residual.web.page;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;

/** A model of digits that has each class three times, with a third of its probability each. It has no labels. */
final class Triplets {
    private static final int COPIES = 3;

    private Triplets() {}

    /** Makes it from a version with ten classes. */
    static void write(Path digits, Path target) throws IOException {
        Files.createDirectories(target);
        String descriptor = Files.readString(digits.resolve("model.yaml"));
        Files.writeString(target.resolve("model.yaml"), descriptor.replace("classes: 10", "classes: 30"));

        Map<String, StoredTensor> weights = new LinkedHashMap<>(Safetensors.map(digits.resolve("weights.safetensors")));
        weights.computeIfPresent("out.weight", (name, tensor) -> repeated(tensor, 0, 0));
        weights.computeIfPresent("out.bias", (name, tensor) -> repeated(tensor, 0, 0));
        Safetensors.write(target.resolve("weights.safetensors"), weights);

        Map<String, StoredTensor> known =
                new LinkedHashMap<>(Safetensors.map(digits.resolve("known-answer.safetensors")));
        known.replaceAll((name, tensor) ->
                name.startsWith("log_probabilities") ? repeated(tensor, 1, (float) -Math.log(COPIES)) : tensor);
        Safetensors.write(target.resolve("known-answer.safetensors"), known);
    }

    /** The tensor three times side by side along an axis, 0 or 1, with something added to every value. */
    private static StoredTensor repeated(StoredTensor tensor, int axis, float added) {
        int rows = axis == 0 ? 1 : (int) tensor.shape().get(0);
        ByteBuffer source = tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int row = source.remaining() / Float.BYTES / rows;
        ByteBuffer result = ByteBuffer.allocate(COPIES * source.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < COPIES * rows; i++) {
            for (int j = 0; j < row; j++) {
                result.putFloat(source.getFloat(source.position() + Float.BYTES * (i / COPIES * row + j)) + added);
            }
        }
        return new StoredTensor(tensor.type(), tripled(tensor.shape(), axis), result.flip());
    }

    private static Shape tripled(Shape shape, int axis) {
        long[] sizes = shape.getShape().clone();
        sizes[axis] *= COPIES;
        return new Shape(sizes);
    }
}
