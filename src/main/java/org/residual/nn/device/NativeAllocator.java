package org.residual.nn.device;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.Map;

/**
 * Where the engine takes its memory from: the C library, unless another allocator was loaded before it.
 *
 * <p>Every forward pass takes and gives back many megabytes. glibc hands large pieces straight back to the kernel, and
 * the next pass pays for fresh pages, of zeros, one fault each; told to, it keeps them. Of other allocators nothing is
 * changed.
 */
public final class NativeAllocator {
    /** The value of RESIDUAL_ALLOCATOR that leaves everything as it is, here as for the launcher. */
    private static final String LEAVE = "system";

    private static final Map<String, String> SYMBOLS =
            Map.of("mallctl", "jemalloc", "tc_malloc", "tcmalloc", "mi_malloc", "mimalloc");

    private final String operatingSystem;
    private final Map<String, String> environment;
    private final CLibrary library;

    /**
     * @param operatingSystem as the property {@code os.name} has it
     * @param environment of the process
     * @param library what is loaded
     */
    NativeAllocator(String operatingSystem, Map<String, String> environment, CLibrary library) {
        this.operatingSystem = operatingSystem;
        this.environment = environment;
        this.library = library;
    }

    /**
     * @return that of this process
     */
    public static NativeAllocator ofThisProcess() {
        return new NativeAllocator(System.getProperty("os.name"), System.getenv(), new LoadedLibraries());
    }

    /** What this class needs to know of the native libraries of a process. */
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

    /** A parameter of glibc's, its number, and the variable that sets it as well. */
    private enum Parameter {
        /** Large pieces come from the heap like others, and go back to it. */
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
     * Has glibc keep the memory that is given back, where it is glibc that is in use and nobody has said otherwise. It
     * never fails.
     *
     * @return a sentence that says what is in use
     */
    public String tune() {
        try {
            return "Native memory comes from " + describeTuned();
        } catch (RuntimeException | LinkageError e) {
            return "Native memory comes from an unknown allocator, left as it is: " + e;
        }
    }

    private String describeTuned() {
        if (!operatingSystem.equals("Linux")) {
            return "the allocator of " + operatingSystem + ", left as it is";
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
            return "a C library other than glibc, left as it is";
        }
        if (LEAVE.equals(environment.get("RESIDUAL_ALLOCATOR"))) {
            return "glibc, left as it is";
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
        return accepted ? "set to keep what is given back" : "which does not take its settings";
    }

    /** By way of JNA. */
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
