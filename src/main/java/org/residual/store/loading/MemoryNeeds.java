package org.residual.store.loading;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.residual.engine.Engines;
import org.residual.engine.StoredNetwork;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.image.preprocessing.Resize;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.descriptor.DescriptorFile;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.VersionFolder;
import org.residual.store.tensor.StoredTensor;

/** The memory that a version needs to be loaded, checked and run, compared with what is available. */
final class MemoryNeeds {
    /** Bytes of the heap per pixel: its three bytes, and the three numbers made from them. */
    private static final long BYTES_OF_A_PIXEL = 3 + 3 * Float.BYTES;

    private final ModelMemory memory;
    private final Engines engines;
    private final boolean onProcessor;
    private final int largestBatch;

    /**
     * @param memory that is available
     * @param engines that may run the version
     * @param devices of the predictors; the memory of GPUs is not checked here
     * @param largestBatch the largest batch that it will be run with
     */
    MemoryNeeds(ModelMemory memory, Engines engines, List<ComputeDevice> devices, int largestBatch) {
        this.memory = memory;
        this.engines = engines;
        this.onProcessor = devices.contains(ComputeDevice.CPU);
        this.largestBatch = largestBatch;
    }

    /**
     * @param descriptor gives the preprocessing and the number of classes
     * @throws InvalidModelException if that takes too much memory, with both figures
     */
    void require(ModelDescriptor descriptor) {
        memory.requireForAnswers(
                DescriptorFile.NAME + ": " + descriptor.classes() + " classes make the answers to a batch of "
                        + largestBatch + " images take",
                2L * Float.BYTES * largestBatch * descriptor.classes());
        sizes(descriptor.preprocessing()).forEach(size -> {
            String what = DescriptorFile.NAME + ": an image of " + size.height() + "x" + size.width()
                    + " pixels, as preprocessing makes it, takes";
            memory.requireForImage(what, BYTES_OF_A_PIXEL * size.height() * size.width());
        });
        descriptor
                .preprocessing()
                .outputSize()
                .filter(size -> onProcessor && !descriptor.exported())
                .ifPresent(size -> memory.requireLeft(
                        DescriptorFile.NAME + ": to run the network on an image of " + size.height() + "x"
                                + size.width() + " pixels takes",
                        descriptor.network().activationBytes(1, size.height(), size.width())));
    }

    /** The smallest size of images after each step. */
    private static Stream<Size> sizes(Preprocessing preprocessing) {
        Stream<Size> resized = Stream.ofNullable(preprocessing.resize()).map(Resize::leastSize);
        Stream<Size> cropped =
                Stream.ofNullable(preprocessing.centerCrop()).map(crop -> new Size(crop.height(), crop.width()));
        return Stream.concat(resized, cropped);
    }

    /**
     * @param network to be loaded
     * @param weights by name
     * @param knownAnswer that it must reproduce
     * @throws InvalidModelException if there is too little memory to load or check it, with both figures
     */
    void require(StoredNetwork.Documented network, Map<String, StoredTensor> weights, KnownAnswer knownAnswer) {
        long stored = weights.values().stream().mapToLong(MemoryNeeds::float32).sum();
        long prepared = onProcessor ? preparedBytes(network) : 0;
        memory.requireDirect(VersionFolder.WEIGHTS + ": to read the weights takes", stored);
        memory.requireLeft(VersionFolder.WEIGHTS + ": to load the weights takes", stored + prepared);
        memory.requireForAnswers(KnownAnswer.FILE + ": the answers take", knownAnswer.answerBytes());
        memory.requireDirect(KnownAnswer.FILE + ": to read it takes", knownAnswer.bytes());
        long running = onProcessor ? knownAnswer.activationBytes(network.configuration(), largestBatch) : 0;
        memory.requireLeft(
                KnownAnswer.FILE + ": to reproduce it, in batches of up to " + largestBatch + ", takes",
                prepared + knownAnswer.bytes() + running);
    }

    /** If one engine cannot run it, another may. */
    private long preparedBytes(StoredNetwork network) {
        return engines.running(network, ComputeDevice.CPU).stream()
                .mapToLong(engine -> engine.preparedBytes(network, ComputeDevice.CPU))
                .max()
                .orElse(0);
    }

    private static long float32(StoredTensor tensor) {
        return Float.BYTES * tensor.shape().size();
    }
}
