package org.residual.benchmarks;

import org.residual.nn.device.ComputeDevice;

/** The devices of a measurement. */
final class Devices {
    /** The default. */
    static final String CPU = "cpu";

    private static final String GPU = "gpu:";

    private Devices() {}

    /**
     * @param name {@code cpu}, or such as {@code gpu:0}
     */
    static ComputeDevice named(String name) {
        if (name.equals(CPU)) {
            return ComputeDevice.CPU;
        }
        if (name.startsWith(GPU)) {
            return ComputeDevice.gpu(Integer.parseInt(name.substring(GPU.length())));
        }
        throw new IllegalArgumentException("There is no device '" + name + "'; there are cpu, gpu:0 and so on.");
    }

    /** The number of predictors of the service there: a thread for each CPU, or one for a GPU. */
    static int threads(String name) {
        return name.equals(CPU) ? Runtime.getRuntime().availableProcessors() : 1;
    }
}
