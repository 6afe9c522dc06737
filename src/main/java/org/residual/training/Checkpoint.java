package org.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.VersionFolder;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;
import org.residual.training.report.Epoch;

/**
 * The state of a training after its last complete epoch, in one file that is replaced atomically: whenever the process
 * ends, the training can be resumed from there. It lies beside the place of the new version, hidden from the store.
 */
final class Checkpoint implements AutoCloseable {
    private static final String FILE = "checkpoint.safetensors";
    private static final String PLAN = "plan";
    private static final String EPOCHS = "epochs";
    /** Numbers of an {@link Epoch}. */
    private static final int COLUMNS = 6;

    private final Path folder;
    private final Path outermost;

    private Checkpoint(Path folder, Path outermost) {
        this.folder = folder;
        this.outermost = outermost;
    }

    /**
     * @param version to be trained
     * @return its checkpoint, in a folder that now exists
     * @throws IOException if that cannot be created
     */
    static Checkpoint of(VersionFolder version) throws IOException {
        Path folder = version.directory().resolveSibling("." + version.version() + ".training");
        Path outermost = folder;
        for (Path above = folder.getParent(); above != null && !Files.exists(above); above = above.getParent()) {
            outermost = above;
        }
        Files.createDirectories(folder);
        return new Checkpoint(folder, outermost);
    }

    Path folder() {
        return folder;
    }

    boolean exists() {
        return Files.exists(folder.resolve(FILE));
    }

    /**
     * @param plan of the training, as text
     * @param state after an epoch
     * @throws IOException if it cannot be written; the previous checkpoint remains
     */
    void write(String plan, TrainingState state) throws IOException {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        byte[] text = plan.getBytes(StandardCharsets.UTF_8);
        tensors.put(PLAN, new StoredTensor(DataType.UINT8, new Shape(text.length), ByteBuffer.wrap(text)));
        List<Epoch> epochs = state.epochs();
        ByteBuffer numbers =
                ByteBuffer.allocate(epochs.size() * COLUMNS * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Epoch epoch : epochs) {
            numbers.putDouble(epoch.number())
                    .putDouble(epoch.loss())
                    .putDouble(epoch.validationLoss())
                    .putDouble(epoch.accuracy())
                    .putDouble(epoch.learningRate())
                    .putDouble(epoch.seconds());
        }
        tensors.put(EPOCHS, new StoredTensor(DataType.FLOAT64, new Shape(epochs.size(), COLUMNS), numbers.flip()));
        state.arrays().forEach((name, array) -> tensors.put(name, StoredTensor.of(array)));
        Path unfinished = folder.resolve(FILE + ".new");
        Safetensors.write(unfinished, tensors);
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(unfinished, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * @param plan of the resumed training
     * @param state gets the values
     * @throws IllegalArgumentException if there is nothing to resume, or the plan has changed
     * @throws IOException if it cannot be read
     */
    void readInto(String plan, TrainingState state) throws IOException {
        if (!exists()) {
            throw new IllegalArgumentException(
                    "There is no interrupted training in " + folder + ": omit --resume to start one.");
        }
        try {
            Map<String, StoredTensor> tensors = Safetensors.map(folder.resolve(FILE));
            Map<String, NDArray> arrays = state.arrays();
            StoredTensor stored = tensors.get(PLAN);
            StoredTensor epochs = tensors.get(EPOCHS);
            if (stored == null || epochs == null || !tensors.keySet().containsAll(arrays.keySet())) {
                throw begunOtherwise("another network");
            }
            String begun =
                    StandardCharsets.UTF_8.decode(stored.data().duplicate()).toString();
            if (!begun.equals(plan)) {
                throw begunOtherwise(begun);
            }
            state.resume(epochs(epochs));
            for (Map.Entry<String, NDArray> array : arrays.entrySet()) {
                try (NDManager scope = array.getValue().getManager().newSubManager()) {
                    StoredTensor values = Objects.requireNonNull(tensors.get(array.getKey()), array.getKey());
                    TrainingState.set(array.getValue(), values.toFloat32(scope));
                }
            }
        } catch (InvalidModelException e) {
            throw new IllegalArgumentException(
                    "The interrupted training in " + folder + " cannot be resumed: " + e.getMessage(), e);
        }
    }

    private IllegalArgumentException begunOtherwise(String begun) {
        return new IllegalArgumentException("The interrupted training in " + folder + " was started with other "
                + "options or images: repeat its command with --resume, or remove that folder to start "
                + "again. It was started with " + begun + ".");
    }

    private static List<Epoch> epochs(StoredTensor stored) {
        ByteBuffer numbers = stored.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        List<Epoch> epochs = new ArrayList<>();
        while (numbers.hasRemaining()) {
            epochs.add(new Epoch(
                    (int) numbers.getDouble(),
                    numbers.getDouble(),
                    numbers.getDouble(),
                    numbers.getDouble(),
                    numbers.getDouble(),
                    numbers.getDouble()));
        }
        return epochs;
    }

    /**
     * Removes the checkpoint after the training has ended.
     *
     * @throws IOException if the file cannot be removed
     */
    void remove() throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
    }

    /** Removes the folder, and those created for it, if there is nothing to resume. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder.resolve(FILE + ".new"));
        if (exists()) {
            return;
        }
        try {
            for (Path made = folder; made != null && made.startsWith(outermost); made = made.getParent()) {
                Files.deleteIfExists(made);
            }
        } catch (DirectoryNotEmptyException e) {
            // Meanwhile there is a version, which stays.
        }
    }
}
