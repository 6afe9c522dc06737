package org.residual.nn.device;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;

/**
 * A device for networks: the CPU or a GPU.
 *
 * @param name {@code cpu}, or such as {@code gpu:0}
 * @param place of arrays in the engine
 */
public record ComputeDevice(String name, Device place) {
    /** The CPU. */
    public static final ComputeDevice CPU = new ComputeDevice("cpu", Device.cpu());

    /**
     * @param index of a GPU, from 0, in CUDA's order
     * @return the GPU
     */
    public static ComputeDevice gpu(int index) {
        return new ComputeDevice("gpu:" + index, Device.gpu(index));
    }

    /** @return a manager of arrays on this device, to be closed */
    public NDManager newManager() {
        return NDManager.newBaseManager(place);
    }

    @Override
    public String toString() {
        return name;
    }
}
