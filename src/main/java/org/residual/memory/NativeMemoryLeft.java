package org.residual.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The memory left for native code: that of the container or machine, less the maximum of Java's heap and what the
 * process has taken.
 */
public final class NativeMemoryLeft {
    private static final Path PROCESS = Path.of("/proc/self/status");
    private static final Path MACHINE = Path.of("/proc/meminfo");
    private static final int KIBI = 1024;

    private NativeMemoryLeft() {}

    /**
     * @return bytes, 0 or more
     */
    public static long bytes() {
        long heap = Runtime.getRuntime().maxMemory();
        long committed = Runtime.getRuntime().totalMemory();
        long outside = Math.max(0, read(PROCESS, "RssAnon:").orElse(0) - committed);
        long ofContainer = total() - heap - outside;
        long ofMachine = read(MACHINE, "MemAvailable:").orElse(Long.MAX_VALUE) - (heap - committed);
        return Math.max(0, Math.min(ofContainer, ofMachine));
    }

    /** @return limit of all direct buffers together, in bytes */
    public static long directLimit() {
        String set = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxDirectMemorySize")
                .getValue();
        return set.equals("0") ? Runtime.getRuntime().maxMemory() : Long.parseLong(set);
    }

    private static long total() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    /** Both files exist only on Linux. */
    private static OptionalLong read(Path file, String name) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> KIBI * Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
