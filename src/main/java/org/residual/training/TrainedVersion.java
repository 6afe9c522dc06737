package org.residual.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.residual.background.Interruption;
import org.residual.image.preprocessing.ImageTensor;
import org.residual.nn.Network;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.answer.Rounding;
import org.residual.store.descriptor.DescriptorFile;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Labels;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.UnfinishedVersion;
import org.residual.store.loading.VersionLoader;
import org.residual.store.tensor.StoredTensor;
import org.residual.training.data.InterruptedTrainingException;
import org.residual.training.data.LabelledImages;
import org.residual.training.data.TrainingData;

/**
 * A trained network, as a version of a model.
 *
 * @param descriptor its {@code model.yaml} except for the tolerance
 * @param network its parameters set
 * @param data that it was trained with
 * @param seed of the noise in its known answer
 */
record TrainedVersion(ModelDescriptor descriptor, Network network, TrainingData data, int seed) {
    /** Images and noise: diverse inputs reveal more faults. */
    private static final int KNOWN_IMAGES = 8;
    /** The service's default batch size. */
    private static final int LARGEST_BATCH = 16;

    /**
     * Writes the version, loads and checks it as the service would, and puts it in place.
     *
     * @param place of the new version
     * @param interruption ends this before the version is in place
     * @throws InvalidModelException if the version cannot be served, with the reason; then it is not created
     * @throws IOException if a file cannot be written
     */
    void write(VersionFolder place, Interruption interruption) throws IOException {
        try (UnfinishedVersion unfinished = UnfinishedVersion.of(place)) {
            Path directory = unfinished.directory();
            Labels.write(directory, data.labels());
            Map<String, StoredTensor> weights = new LinkedHashMap<>();
            network.stateDict().forEach((name, parameter) -> weights.put(name, StoredTensor.of(parameter.getArray())));
            unfinished.writeWeights(weights);
            KnownAnswer knownAnswer = knownAnswer();
            knownAnswer.write(directory);
            DescriptorFile.write(
                    directory,
                    descriptor.withTolerance(Rounding.of(network, knownAnswer).tolerance()));
            unfinished.load(new VersionLoader(LARGEST_BATCH)).close();
            interruption.check(InterruptedTrainingException::new);
            unfinished.putInPlace();
        } catch (InvalidModelException e) {
            throw new InvalidModelException("The trained network cannot be served: " + e.getMessage(), e);
        }
    }

    private KnownAnswer knownAnswer() {
        LabelledImages from = data.validation().isEmpty() ? data.training() : data.validation();
        int count = Math.min(KNOWN_IMAGES, from.size());
        Engine.getInstance().setRandomSeed(seed);
        try (NDManager scope = ComputeDevice.CPU.newManager()) {
            NDList inputs = new NDList();
            for (int i = 0; i < count; i++) {
                int index = Math.toIntExact((long) i * from.size() / count);
                ImageTensor tensor = descriptor.preprocessing().toTensor(from.image(index));
                inputs.add(scope.create(tensor.values(), new Shape(3, tensor.height(), tensor.width())));
            }
            NDArray seen = NDArrays.stack(inputs);
            NDArray noise = scope.randomUniform(0, 1, seen.getShape());
            return KnownAnswer.of(network, seen.concat(noise));
        }
    }
}
