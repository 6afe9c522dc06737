package org.residual.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.residual.memory.MemoryBudget;
import org.residual.nn.device.NativeMemory;

/** The memory of the process, including that of native code, if the system tells; and the budgets of requests. */
public final class MemoryMetrics implements MeterBinder {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final int KIBI = 1024;

    private final List<MemoryBudget> budgets;

    /** @param budgets of the memory for requests */
    public MemoryMetrics(List<MemoryBudget> budgets) {
        this.budgets = List.copyOf(budgets);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        budgets.forEach(budget -> bind(budget, registry));
        if (Files.isReadable(STATUS)) {
            Gauge.builder("process.resident.memory", MemoryMetrics::residentBytes)
                    .baseUnit("bytes")
                    .description("Resident memory of the process")
                    .register(registry);
        }
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            Gauge.builder("residual.memory.limit", system, OperatingSystemMXBean::getTotalMemorySize)
                    .baseUnit("bytes")
                    .description("Memory limit of the container or, if it has none, memory of the machine")
                    .register(registry);
        }
        if (NativeMemory.allocatedBytes().isPresent()) {
            Gauge.builder(
                            "residual.native.memory",
                            () -> NativeMemory.allocatedBytes().orElse(0))
                    .baseUnit("bytes")
                    .description("Memory allocated by the engine and other native code")
                    .register(registry);
        }
    }

    private static void bind(MemoryBudget budget, MeterRegistry registry) {
        bytes("residual.request.memory.limit", budget, MemoryBudget::limit, "Memory that requests may hold", registry);
        bytes("residual.request.memory.taken", budget, MemoryBudget::taken, "Memory that requests hold", registry);
        bytes(
                "residual.request.memory.taken.max",
                budget,
                MemoryBudget::mostTaken,
                "Most memory that requests have held at once since the start",
                registry);
        Gauge.builder("residual.request.memory.waiting", budget, MemoryBudget::waiting)
                .tag("purpose", budget.purpose())
                .description("Requests that wait for memory")
                .register(registry);
    }

    private static void bytes(
            String name,
            MemoryBudget budget,
            ToDoubleFunction<MemoryBudget> value,
            String description,
            MeterRegistry registry) {
        Gauge.builder(name, budget, value)
                .baseUnit("bytes")
                .tag("purpose", budget.purpose())
                .description(description)
                .register(registry);
    }

    private static double residentBytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .mapToDouble(line -> KIBI * Double.parseDouble(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
