package org.residual.nn.device;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.Map;

/**
 * The allocator of the engine's memory: the C library's, unless another was loaded before it.
 *
 * <p>Every forward pass allocates and frees many megabytes. By default, glibc returns large pieces to the kernel, so
 * that the next pass pays a page fault for each fresh page; with these settings it keeps them. Other allocators are
 * left unchanged.
 */
public final class NativeAllocator {
    /** The value of RESIDUAL_ALLOCATOR that changes nothing, here and in the launcher. */
    private static final String LEAVE = "system";

    private static final Map<String, String> SYMBOLS =
            Map.of("mallctl", "jemalloc", "tc_malloc", "tcmalloc", "mi_malloc", "mimalloc");

    private final String operatingSystem;
    private final Map<String, String> environment;
    private final CLibrary library;

    /**
     * @param operatingSystem the property {@code os.name}
     * @param environment of the process
     * @param library access to the native libraries
     */
    NativeAllocator(String operatingSystem, Map<String, String> environment, CLibrary library) {
        this.operatingSystem = operatingSystem;
        this.environment = environment;
        this.library = library;
    }

    /** @return the allocator of this process */
    public static NativeAllocator ofThisProcess() {
        return new NativeAllocator(System.getProperty("os.name"), System.getenv(), new LoadedLibraries());
    }

    /** Access to the native libraries of a process. */
    interface CLibrary {
        /** Whether a function of this name is loaded. */
        boolean has(String function);

        /**
         * glibc's {@code mallopt}.
         *
         * @return whether it was accepted
         */
        boolean mallopt(int parameter, int value);
    }

    /** A parameter of glibc, its number, and the environment variable that also sets it. */
    private enum Parameter {
        /** Large pieces come from the heap like others, and return to it. */
        MMAP_MAX(-4, 0, "MALLOC_MMAP_MAX_"),
        /** The heap never shrinks. */
        TRIM_THRESHOLD(-1, -1, "MALLOC_TRIM_THRESHOLD_");

        private final int number;
        private final int value;
        private final String variable;

        Parameter(int number, int value, String variable) {
            this.number = number;
            this.value = value;
            this.variable = variable;
        }
    }

    /**
     * Makes glibc keep freed memory, if glibc is in use and not configured otherwise. It never fails.
     *
     * @return a sentence about the allocator in use
     */
    public String tune() {
        try {
            return "Native memory comes from " + describeTuned();
        } catch (RuntimeException | LinkageError e) {
            return "Native memory comes from an unknown allocator, left unchanged: " + e;
        }
    }

    private String describeTuned() {
        if (!operatingSystem.equals("Linux")) {
            return "the allocator of " + operatingSystem + ", left unchanged";
        }
        String preloaded = environment.getOrDefault("LD_PRELOAD", "");
        for (Map.Entry<String, String> symbol : SYMBOLS.entrySet()) {
            if (library.has(symbol.getKey())) {
                return symbol.getValue();
            }
        }
        if (preloaded.contains("malloc")) {
            return preloaded;
        }
        if (!library.has("gnu_get_libc_version")) {
            return "a C library other than glibc, left unchanged";
        }
        if (LEAVE.equals(environment.get("RESIDUAL_ALLOCATOR"))) {
            return "glibc, left unchanged";
        }
        return "glibc, " + tuneGlibc() + "; bin/residual, with jemalloc installed, is faster";
    }

    private String tuneGlibc() {
        boolean accepted = true;
        for (Parameter parameter : Parameter.values()) {
            if (!environment.containsKey(parameter.variable)) {
                accepted &= library.mallopt(parameter.number, parameter.value);
            }
        }
        return accepted ? "set to keep freed memory" : "which does not accept its settings";
    }

    /** Through JNA. */
    private static final class LoadedLibraries implements CLibrary {
        @Override
        public boolean has(String function) {
            try {
                NativeLibrary.getProcess().getFunction(function);
                return true;
            } catch (UnsatisfiedLinkError e) {
                return false;
            }
        }

        @Override
        public boolean mallopt(int parameter, int value) {
            Function mallopt = NativeLibrary.getProcess().getFunction("mallopt");
            return mallopt.invokeInt(new Object[] {parameter, value}) == 1;
        }
    }
}
