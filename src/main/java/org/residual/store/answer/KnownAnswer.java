package org.residual.store.answer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.residual.engine.Engines;
import org.residual.engine.ImageBatch;
import org.residual.engine.ImageSize;
import org.residual.engine.PreparedNetwork;
import org.residual.engine.StoredNetwork;
import org.residual.nn.Network;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.NetworkConversion;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.VersionFile;
import org.residual.store.file.VersionFolder;
import org.residual.store.tensor.StoredTensor;

/**
 * The known answer of a model: images as the network's input, and the log-probabilities that it must return for them.
 */
public final class KnownAnswer {
    /** The file's name in the folder of a version. */
    public static final String FILE = "known-answer.safetensors";

    /** The origin of answers that are not numbers. */
    public static final String WHY_NAN = "The notebook's formula divides by a channel's standard deviation, and is "
            + "NaN for an image, or a batch, in which a channel is 0 everywhere after ReLU (a dead channel, std 0), "
            + "which occurs in trained networks; here such a channel normalises to 0.";

    private final List<AnswerPair> pairs;

    private KnownAnswer(List<AnswerPair> pairs) {
        this.pairs = List.copyOf(pairs);
    }

    /**
     * @param directory the folder of a version
     * @param classes number of classes
     * @return its known answer
     * @throws InvalidModelException if the file holds no pair, or shapes do not match
     * @throws IOException if the file cannot be read
     */
    public static KnownAnswer read(Path directory, int classes) throws IOException {
        return new KnownAnswer(KnownAnswerFile.read(VersionFile.of(directory, FILE), classes));
    }

    public static KnownAnswer read(VersionFolder folder, int classes) throws IOException {
        return new KnownAnswer(KnownAnswerFile.read(VersionFile.of(folder, FILE), classes));
    }

    /**
     * A network's answer, computed in float64: one in float32 would include the rounding of the machine that computed
     * it, to which any other machine adds its own.
     *
     * @param network its parameters set
     * @param input [k, 3, height, width], float32
     */
    public static KnownAnswer of(Network network, NDArray input) {
        return of(network, Map.of(KnownAnswerFile.INPUT, StoredTensor.of(input)));
    }

    /**
     * @param network its parameters set
     * @return its answer for the same images, computed in float64
     * @throws InvalidModelException if an input is too small for the network
     */
    public KnownAnswer answeredBy(Network network) {
        requireLargeEnoughFor(StoredNetwork.Documented.of(network));
        Map<String, StoredTensor> inputs = new LinkedHashMap<>();
        pairs.forEach(pair -> inputs.put(pair.name(), pair.input()));
        return of(network, inputs);
    }

    /**
     * The same, for the first images alone. The result is independent of the file that this was read from.
     *
     * @param network its parameters set
     * @param most how many images of each pair are kept
     * @return its answer for them, computed in float64
     * @throws InvalidModelException if an input is too small for the network
     */
    public KnownAnswer answeredBy(Network network, int most) {
        requireLargeEnoughFor(StoredNetwork.Documented.of(network));
        Map<String, StoredTensor> inputs = new LinkedHashMap<>();
        try (NDManager manager = ComputeDevice.CPU.newManager()) {
            for (AnswerPair pair : pairs) {
                NDArray first = pair.input().toFloat32(manager).get("0:" + Math.min(most, pair.images()));
                inputs.put(pair.name(), StoredTensor.of(first));
            }
        }
        return of(network, inputs);
    }

    private static KnownAnswer of(Network network, Map<String, StoredTensor> inputs) {
        try (NDManager manager = ComputeDevice.CPU.newManager()) {
            Network exact = NetworkConversion.inFloat64(network, manager);
            List<AnswerPair> pairs = new ArrayList<>();
            inputs.forEach((name, input) -> {
                NDArray images = input.toFloat32(manager).toType(DataType.FLOAT64, false);
                NDArray logProbabilities = answer(exact, images).toType(DataType.FLOAT32, false);
                pairs.add(new AnswerPair(name, input, StoredTensor.of(logProbabilities)));
            });
            return new KnownAnswer(pairs);
        }
    }

    /**
     * @param directory the folder of a version
     * @throws IOException if the file cannot be written
     */
    public void write(Path directory) throws IOException {
        KnownAnswerFile.write(directory, pairs);
    }

    private static NDArray answer(Network network, NDArray images) {
        return network.forward(new ParameterStore(images.getManager(), false), new NDList(images), false)
                .singletonOrThrow();
    }

    /**
     * Runs the network on the images: with {@link Statistics#IMAGE} each image alone, then some together in batches of
     * every size up to the largest; with {@link Statistics#BATCH} the one batch of the known answer.
     *
     * @param network the network to check
     * @param stored the same as stored
     * @param largestBatch the largest batch that it will be run with
     * @param beforeEach runs before each batch
     * @return the largest difference of a log-probability from the known one; infinite if an answer was not a number
     * @throws InvalidModelException if an input is too small for the network
     */
    public double largestError(PreparedNetwork network, StoredNetwork stored, int largestBatch, Runnable beforeEach) {
        requireLargeEnoughFor(stored);
        pairs.forEach(pair -> pair.requireSuitableFor(network, largestBatch));
        return largestError(
                images -> {
                    beforeEach.run();
                    return network.logProbabilities(images);
                },
                stored.batchesByRequest(),
                largestBatch);
    }

    /**
     * @param network its parameters set
     * @param largestBatch the largest batch to run it with
     * @return the largest difference of a log-probability from the known one, with the reference engine on this
     *     machine's CPU; infinite if an answer was not a number
     * @throws InvalidModelException if an input is too small for the network
     */
    public double largestError(Network network, int largestBatch) {
        StoredNetwork stored = StoredNetwork.Documented.of(network);
        try (PreparedNetwork prepared = Engines.installed().reference().prepare(stored, ComputeDevice.CPU)) {
            return largestError(prepared, stored, largestBatch, () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param network from images to log-probabilities [images, classes] */
    double largestError(Function<ImageBatch, float[]> network, boolean byRequest, int largestBatch) {
        double largest = 0;
        for (AnswerPair pair : pairs) {
            CheckedImages images = CheckedImages.of(pair.input(), pair.logProbabilities());
            if (byRequest) {
                largest = Math.max(largest, images.error(network, 0, pair.images()));
                continue;
            }
            for (int image = 0; image < pair.images(); image++) {
                largest = Math.max(largest, images.error(network, image, 1));
            }
            for (int batch = 2; batch <= largestBatch; batch++) {
                largest = Math.max(largest, images.error(network, 0, batch));
            }
        }
        return largest;
    }

    /** Once for each size of its images. */
    public List<ImageSize> sizes() {
        return pairs.stream().map(AnswerPair::size).distinct().toList();
    }

    /** Bytes of all images and answers as float32. */
    public long bytes() {
        return answerBytes() + pairs.stream().mapToLong(AnswerPair::inputBytes).sum();
    }

    /** Bytes of all answers as float32. */
    public long answerBytes() {
        return pairs.stream().mapToLong(AnswerPair::answerBytes).sum();
    }

    /** Most bytes for running a network on the images, in batches as in {@link #largestError}. */
    public long activationBytes(NetworkConfiguration network, int largestBatch) {
        return pairs.stream()
                .mapToLong(pair -> pair.activationBytes(network, largestBatch))
                .max()
                .orElse(0);
    }

    private void requireLargeEnoughFor(StoredNetwork network) {
        pairs.forEach(pair -> pair.requireLargeEnoughFor(network));
    }
}
