package org.residual.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** The machine of a measurement. */
final class Machine {
    private Machine() {}

    /** The CPUs, Java, the allocator, and how busy the machine is with other things. */
    static String describe() {
        return String.format(
                Locale.ROOT,
                "%d CPUs (%s), %s %s, %s; load average at the end %.1f",
                Runtime.getRuntime().availableProcessors(),
                processor(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.version"),
                allocator(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String allocator() {
        String preloaded = System.getenv("LD_PRELOAD");
        if (preloaded != null) {
            return Path.of(preloaded.split(":")[0]).getFileName() + " " + System.getenv("MALLOC_CONF");
        }
        return System.getenv("MALLOC_MMAP_MAX_") == null ? "the system's allocator" : "glibc's allocator, tuned";
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
