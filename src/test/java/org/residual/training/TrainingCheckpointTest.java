package org.residual.training;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.background.Interruption;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.nn.Architecture;
import org.residual.nn.Network;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.TorchEngine;
import org.residual.store.file.VersionFolder;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;
import org.residual.training.augmentation.Augmentations;
import org.residual.training.optimizer.Optimizers;
import org.residual.training.optimizer.Schedule;

class TrainingCheckpointTest {
    private static final TrainingPlan PLAN =
            new TrainingPlan(1, 8, 0.02f, Optimizers.ADAM, 1e-4f, Schedule.COSINE, 0, Augmentations.NONE, 1);

    @TempDir
    private Path directory;

    @Test
    void isNotResumedWithoutItsEpochs() throws IOException {
        TorchEngine.start(1);
        Network network =
                new NetworkConfiguration(Architecture.RESNET, List.of(8, 20), 2, 0, Statistics.IMAGE).newNetwork();
        try (NDManager owner = ComputeDevice.CPU.newManager();
                Checkpoint checkpoint = Checkpoint.of(VersionFolder.in(directory, "digits", 1));
                NetworkTrainer trainer =
                        new NetworkTrainer(PLAN, Preprocessing.none(), false, state -> {}, Interruption.none())) {
            network.initialize(owner, DataType.FLOAT32, new Shape(1));
            TrainingState state = trainer.begin(network, owner);
            checkpoint.write("a plan", state);
            removeEpochs(checkpoint.folder().resolve("checkpoint.safetensors"));
            assertThatThrownBy(() -> checkpoint.readInto("a plan", state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The interrupted training in " + checkpoint.folder());
        }
    }

    private static void removeEpochs(Path file) throws IOException {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>(Safetensors.map(file));
        tensors.remove("epochs");
        Path without = file.resolveSibling("without-epochs");
        Safetensors.write(without, tensors);
        Files.move(without, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
