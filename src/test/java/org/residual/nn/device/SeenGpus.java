package org.residual.nn.device;

/** The condition of {@link OnGpus}. */
final class SeenGpus {
    private SeenGpus() {}

    static boolean any() {
        TorchEngine.start(1);
        return !TorchEngine.gpus().isEmpty();
    }
}
