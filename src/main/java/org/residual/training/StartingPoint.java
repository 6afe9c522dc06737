package org.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.residual.nn.Network;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.VersionLoader;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;
import org.residual.store.version.ReadyVersion;

/**
 * A version that a training begins with.
 *
 * @param descriptor its {@code model.yaml}
 * @param labels names of its classes, in their order; empty if it has none
 * @param weights its {@code state_dict}
 */
record StartingPoint(ModelDescriptor descriptor, List<String> labels, Map<String, StoredTensor> weights) {
    /** Parameters with a row for each class. */
    private static final List<String> BY_CLASS = List.of("out.weight", "out.bias");

    /**
     * @param version its folder
     * @throws IllegalArgumentException if there is no such version, or it cannot be trusted or trained
     * @throws IOException if it cannot be read
     */
    static StartingPoint of(Path version) throws IOException {
        if (!Files.isDirectory(version)) {
            throw new IllegalArgumentException(version + " is not a folder of a version.");
        }
        VersionFolder folder = VersionFolder.at(version);
        try (ReadyVersion checked = new VersionLoader(1).load(folder)) {
            if (checked.descriptor().preprocessing().outputSize().isEmpty()) {
                throw new IllegalArgumentException(
                        version + " takes images of any size, and cannot be trained further: training needs one size.");
            }
            return new StartingPoint(
                    checked.descriptor(),
                    checked.labels(),
                    Safetensors.map(folder.directory().resolve(VersionFolder.WEIGHTS)));
        } catch (InvalidModelException e) {
            throw new IllegalArgumentException(version + ": " + e.getMessage(), e);
        }
    }

    /**
     * Gives a network these weights. Its output layer gets the rows of classes with the same name, and keeps its own
     * for new ones.
     *
     * @param network of the same architecture and channels, initialised
     * @param classes names of its classes
     */
    void copyInto(Network network, List<String> classes) {
        network.stateDict().forEach((name, parameter) -> {
            NDArray array = parameter.getArray();
            try (NDManager scope = array.getManager().newSubManager()) {
                NDArray stored = Objects.requireNonNull(weights.get(name), name).toFloat32(scope);
                TrainingState.set(array, BY_CLASS.contains(name) ? rows(stored, array, classes, scope) : stored);
            }
        });
    }

    private NDArray rows(NDArray stored, NDArray own, List<String> classes, NDManager scope) {
        float[] from = stored.toFloatArray();
        float[] to = own.toFloatArray();
        int row = to.length / classes.size();
        for (int label = 0; label < classes.size(); label++) {
            int known = labels.isEmpty() && descriptor.classes() == classes.size()
                    ? label
                    : labels.indexOf(classes.get(label));
            if (known >= 0) {
                System.arraycopy(from, known * row, to, label * row, row);
            }
        }
        return scope.create(to, new Shape(own.getShape().getShape()));
    }
}
