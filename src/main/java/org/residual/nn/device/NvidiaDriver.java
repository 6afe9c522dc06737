package org.residual.nn.device;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux has of a driver for GPUs, in a container too; the last is that of Windows' subsystem for Linux. */
final class NvidiaDriver {
    private static final List<Path> TRACES =
            List.of(Path.of("/dev/nvidiactl"), Path.of("/proc/driver/nvidia/version"), Path.of("/dev/dxg"));

    private NvidiaDriver() {}

    /**
     * @return false if there is certainly no GPU to be used: what does not look like Linux may have one
     */
    static boolean isThere() {
        return !Files.exists(Path.of("/proc/self")) || TRACES.stream().anyMatch(Files::exists);
    }
}
