package org.residual.nn.device;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;

/**
 * The processor, or a GPU: where the weights of a network lie and its work is done.
 *
 * @param name {@code cpu}, or such as {@code gpu:0}
 * @param place where the engine puts arrays
 */
public record ComputeDevice(String name, Device place) {
    /** The processor. */
    public static final ComputeDevice CPU = new ComputeDevice("cpu", Device.cpu());

    /**
     * @param index of a GPU, from 0, as CUDA counts
     * @return the GPU
     */
    public static ComputeDevice gpu(int index) {
        return new ComputeDevice("gpu:" + index, Device.gpu(index));
    }

    /**
     * @return a manager whose arrays lie on this device, to be closed
     */
    public NDManager newManager() {
        return NDManager.newBaseManager(place);
    }

    @Override
    public String toString() {
        return name;
    }
}
