package org.residual.nn.device;

import ai.djl.Device;
import java.util.List;
import java.util.stream.IntStream;

/** Simulated GPUs, whose arithmetic runs on the CPU: the handling of devices can be tested on any machine. */
public final class FakeGpus {
    private FakeGpus() {}

    public static List<ComputeDevice> of(int count) {
        return IntStream.range(0, count).mapToObj(FakeGpus::gpu).toList();
    }

    public static ComputeDevice gpu(int index) {
        return new ComputeDevice(ComputeDevice.gpu(index).name(), Device.cpu());
    }
}
