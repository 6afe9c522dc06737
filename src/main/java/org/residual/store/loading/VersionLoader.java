package org.residual.store.loading;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.residual.engine.Engines;
import org.residual.nn.InputTooSmallException;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.descriptor.DescriptorFile;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.AnswerNotReproducedException;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Labels;
import org.residual.store.file.VersionFolder;
import org.residual.store.file.WeightsChecksum;
import org.residual.store.version.PlacedNetworks;
import org.residual.store.version.ReadyVersion;

/** Loads a version of a model and checks that it reproduces its known answer. */
public final class VersionLoader {
    private final Engines engines;
    private final List<ComputeDevice> devices;
    private final int largestBatch;
    private final ModelMemory memory;
    private final MemoryNeeds needs;
    private final Runnable progress;
    private volatile boolean stopped;

    /**
     * @param engines that may run a version: the first that reproduces the known answer does
     * @param devices that a version will run on, at least one: each must reproduce the known answer
     * @param largestBatch the largest batch that a version will be run with: each size up to it is checked
     * @param memory that is available for a version
     * @param progress runs repeatedly while loading makes progress
     */
    public VersionLoader(
            Engines engines, List<ComputeDevice> devices, int largestBatch, ModelMemory memory, Runnable progress) {
        this.engines = engines;
        this.devices = List.copyOf(devices);
        this.largestBatch = largestBatch;
        this.memory = memory;
        this.needs = new MemoryNeeds(memory, engines, devices, largestBatch);
        this.progress = progress;
    }

    /**
     * @param devices that a version will run on, at least one: each must reproduce the known answer
     * @param largestBatch the largest batch that a version will be run with: each size up to it is checked
     */
    public VersionLoader(List<ComputeDevice> devices, int largestBatch) {
        this(Engines.installed(), devices, largestBatch, ModelMemory.ANY, () -> {});
    }

    /**
     * For versions that run on the CPU.
     *
     * @param largestBatch the largest batch that a version will be run with: each size up to it is checked
     */
    public VersionLoader(int largestBatch) {
        this(List.of(ComputeDevice.CPU), largestBatch);
    }

    /**
     * @param folder where the version lies
     * @return the version, to be closed when it is no longer served
     * @throws InvalidModelException if it cannot be trusted, with the reason
     * @throws LoadingStoppedException if the loader was stopped or the thread interrupted
     */
    public ReadyVersion load(VersionFolder folder) {
        try {
            return loadFrom(folder);
        } catch (NoSuchFileException e) {
            throw new InvalidModelException(Path.of(e.getFile()).getFileName() + " is missing.", e);
        } catch (ClosedByInterruptException e) {
            throw new LoadingStoppedException();
        } catch (IOException e) {
            throw new InvalidModelException("The version cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Stops all loads early, present and future. */
    public void stop() {
        stopped = true;
    }

    /** Only between two steps, so that the engine is never interrupted within one. */
    private void step() {
        if (stopped || Thread.currentThread().isInterrupted()) {
            throw new LoadingStoppedException();
        }
        progress.run();
    }

    private ReadyVersion loadFrom(VersionFolder folder) throws IOException {
        long start = System.nanoTime();
        ModelDescriptor descriptor = DescriptorFile.read(folder);
        requireSuitableInput(descriptor, (height, width) -> descriptor.requireLargeEnough(1, height, width));
        needs.require(descriptor);
        List<String> labels = Labels.read(folder, descriptor.classes(), memory.labels());
        KnownAnswer knownAnswer = KnownAnswer.read(folder, descriptor.classes());
        NetworkFile file = new NetworkFile(folder, descriptor);
        ProvenNetwork proven = new ProvenNetwork(
                folder,
                file.read(needs, knownAnswer, this::step),
                knownAnswer,
                descriptor.tolerance(),
                largestBatch,
                this::step);
        PlacedNetworks networks = new PlacedNetworks();
        try {
            for (ComputeDevice device : devices) {
                networks.put(device, proven.on(device, engines));
            }
            requireSuitableInput(descriptor, (height, width) -> networks.requireSuitable(1, height, width));
            requireChecksum(file, networks.largestError(), descriptor.tolerance());
            Duration loadTime = Duration.ofNanos(System.nanoTime() - start);
            return new ReadyVersion(folder, descriptor, labels, networks, loadTime);
        } catch (Throwable e) {
            // Also errors: there may be too little memory, and a mapped file may be truncated while it is read.
            networks.close();
            throw e;
        }
    }

    private void requireChecksum(NetworkFile file, double error, double tolerance) throws IOException {
        Optional<String> other = WeightsChecksum.mismatch(file.folder(), file.name(), this::step);
        if (other.isPresent()) {
            throw new InvalidModelException(other.get() + " does not match the SHA-256 in " + WeightsChecksum.FILE
                    + " , although the known answer was reproduced: a log-probability "
                    + AnswerNotReproducedException.difference(error) + ", the tolerance is " + tolerance + ".");
        }
    }

    /** @param check of what preprocessing makes of every image */
    private static void requireSuitableInput(ModelDescriptor descriptor, BiConsumer<Integer, Integer> check) {
        descriptor.preprocessing().outputSize().ifPresent(size -> {
            try {
                check.accept(size.height(), size.width());
            } catch (InputTooSmallException e) {
                throw new InvalidModelException(DescriptorFile.NAME + ": " + e.getMessage(), e);
            }
        });
    }
}
