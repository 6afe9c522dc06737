package org.residual.nn.device;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of a GPU driver on Linux, also in a container; the last is for the Windows Subsystem for Linux. */
final class NvidiaDriver {
    private static final List<Path> TRACES =
            List.of(Path.of("/dev/nvidiactl"), Path.of("/proc/driver/nvidia/version"), Path.of("/dev/dxg"));

    private NvidiaDriver() {}

    /** @return false if there is certainly no usable GPU; on other systems than Linux there may be one */
    static boolean isThere() {
        return !Files.exists(Path.of("/proc/self")) || TRACES.stream().anyMatch(Files::exists);
    }
}
