package org.residual.store.version;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.residual.engine.PreparedNetwork;
import org.residual.evidence.MapGrid;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.KnownAnswerDeviation;
import org.residual.store.file.VersionFolder;

/**
 * A version that has reproduced its known answer on this machine. It holds native memory until it is closed and no
 * longer in use: code that runs its network retains it before, and releases it after.
 */
public final class ReadyVersion implements Version, AutoCloseable {
    private final String model;
    private final long number;
    private final ModelDescriptor descriptor;
    private final List<String> labels;
    private final PlacedNetworks networks;
    private final Duration loadTime;
    /** The store is the first user. */
    private int users = 1;

    public ReadyVersion(
            VersionFolder folder,
            ModelDescriptor descriptor,
            List<String> labels,
            PlacedNetworks networks,
            Duration loadTime) {
        this.model = folder.model();
        this.number = folder.version();
        this.descriptor = descriptor;
        this.labels = List.copyOf(labels);
        this.networks = networks;
        this.loadTime = loadTime;
    }

    /**
     * @return the name of the model this is a version of
     */
    public String model() {
        return model;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public VersionState state() {
        return VersionState.READY;
    }

    @Override
    public Optional<ReadyVersion> ready() {
        return Optional.of(this);
    }

    /** @return its {@code model.yaml} */
    public ModelDescriptor descriptor() {
        return descriptor;
    }

    /**
     * @return the names of the classes in their order; empty if it has none
     */
    public List<String> labels() {
        return labels;
    }

    /**
     * @param index of a class, from 0
     * @return the class's label; empty if the model has no labels
     */
    public Optional<String> label(int index) {
        return labels.isEmpty() ? Optional.empty() : Optional.of(labels.get(index));
    }

    /**
     * @param device one of those that the version was loaded for
     * @return the network there
     */
    public PreparedNetwork network(ComputeDevice device) {
        return networks.on(device);
    }

    /**
     * @param images how many are run together, at least
     * @param height in pixels
     * @param width in pixels
     * @throws org.residual.nn.InputTooSmallException if such images are known to be too small for the network
     */
    public void requireSuitable(int images, int height, int width) {
        descriptor.requireLargeEnough(images, height, width);
        networks.requireSuitable(images, height, width);
    }

    /** @return whether the version has evidence */
    public boolean hasEvidence() {
        return networks.haveEvidence();
    }

    /**
     * @param height in pixels
     * @param width in pixels
     * @return the grid of the evidence maps for such a network input
     * @throws UnsupportedOperationException if it has no evidence
     */
    public MapGrid evidenceGrid(int height, int width) {
        return networks.evidenceGrid(height, width);
    }

    /**
     * @return the largest difference of a log-probability from the known answer, over all devices and sizes of batches
     */
    public double knownAnswerError() {
        return networks.largestError();
    }

    /** @return the same for each device that the version was loaded for */
    public Map<ComputeDevice, Double> knownAnswerErrors() {
        return networks.errors();
    }

    /** @return the name of its engine on each device that it was loaded for */
    public Map<ComputeDevice, String> engines() {
        return networks.engines();
    }

    @Override
    public Optional<KnownAnswerDeviation> deviation() {
        return Optional.of(new KnownAnswerDeviation(knownAnswerError(), descriptor.tolerance()));
    }

    /**
     * @return how long it took to load and check it
     */
    public Duration loadTime() {
        return loadTime;
    }

    /** @return whether it can be used until it is released; false if its memory has been freed */
    public synchronized boolean retain() {
        if (users == 0) {
            return false;
        }
        users++;
        return true;
    }

    /** Whether it is in use, other than by the store. */
    public synchronized boolean isInUse() {
        return users > 1;
    }

    /** Ends a use that began with {@link #retain}. The last release frees the memory, if the version was closed. */
    public synchronized void release() {
        users--;
        if (users == 0) {
            networks.close();
        }
    }

    /** Ends the use by the store. */
    @Override
    public void close() {
        release();
    }
}
