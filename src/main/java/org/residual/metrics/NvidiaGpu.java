package org.residual.metrics;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;

/** A GPU, through NVIDIA's management library, which comes with the driver. */
public final class NvidiaGpu implements GpuMetrics.Gpu {
    private static final int SUCCESS = 0;
    private static final double PERCENT = 100;

    private final Nvml library;
    private final Pointer device;
    private final int index;

    private NvidiaGpu(Nvml library, Pointer device, int index) {
        this.library = library;
        this.device = device;
        this.index = index;
    }

    /** The functions of the library that are used here; each returns 0 on success. */
    interface Nvml extends Library {
        int nvmlInit_v2();

        int nvmlDeviceGetCount_v2(IntByReference count);

        int nvmlDeviceGetHandleByIndex_v2(int index, PointerByReference device);

        /** Gives two numbers: percent of time in which it computed, and in which it moved memory. */
        int nvmlDeviceGetUtilizationRates(Pointer device, int[] rates);

        /** Gives three: bytes in total, free, and in use. */
        int nvmlDeviceGetMemoryInfo(Pointer device, long[] memory);

        int nvmlDeviceGetTemperature(Pointer device, int sensor, IntByReference celsius);
    }

    /** @return the GPUs of this machine; none without a driver */
    public static List<NvidiaGpu> all() {
        try {
            return all(Native.load("nvidia-ml", Nvml.class));
        } catch (LinkageError e) {
            return List.of();
        }
    }

    static List<NvidiaGpu> all(Nvml library) {
        IntByReference count = new IntByReference();
        if (library.nvmlInit_v2() != SUCCESS || library.nvmlDeviceGetCount_v2(count) != SUCCESS) {
            return List.of();
        }
        List<NvidiaGpu> gpus = new ArrayList<>();
        for (int index = 0; index < count.getValue(); index++) {
            PointerByReference device = new PointerByReference();
            if (library.nvmlDeviceGetHandleByIndex_v2(index, device) == SUCCESS) {
                gpus.add(new NvidiaGpu(library, device.getValue(), index));
            }
        }
        return gpus;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public double utilization() {
        int[] rates = new int[2];
        return library.nvmlDeviceGetUtilizationRates(device, rates) == SUCCESS ? rates[0] / PERCENT : Double.NaN;
    }

    @Override
    public double usedBytes() {
        return memory(2);
    }

    @Override
    public double totalBytes() {
        return memory(0);
    }

    private double memory(int which) {
        long[] memory = new long[3];
        return library.nvmlDeviceGetMemoryInfo(device, memory) == SUCCESS ? memory[which] : Double.NaN;
    }

    @Override
    public double temperature() {
        IntByReference celsius = new IntByReference();
        return library.nvmlDeviceGetTemperature(device, 0, celsius) == SUCCESS ? celsius.getValue() : Double.NaN;
    }
}
