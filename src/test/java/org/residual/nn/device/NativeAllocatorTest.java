package org.residual.nn.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NativeAllocatorTest {
    private static final String GLIBC = "gnu_get_libc_version";

    /** Records the settings. */
    private static final class Library implements NativeAllocator.CLibrary {
        private final Set<String> functions;
        private final List<String> settings = new ArrayList<>();

        Library(String... functions) {
            this.functions = Set.of(functions);
        }

        @Override
        public boolean has(String function) {
            return functions.contains(function);
        }

        @Override
        public boolean mallopt(int parameter, int value) {
            settings.add(parameter + "=" + value);
            return true;
        }
    }

    private static String tune(Library library, Map<String, String> environment) {
        return new NativeAllocator("Linux", environment, library).tune();
    }

    @Test
    void glibcIsToldToKeepWhatIsGivenBackAndSomethingFasterIsNamed() {
        Library library = new Library(GLIBC);
        assertThat(tune(library, Map.of()))
                .isEqualTo("Native memory comes from glibc, set to keep freed memory;"
                        + " bin/residual, with jemalloc installed, is faster");
        // M_MMAP_MAX is -4 and M_TRIM_THRESHOLD is -1 in malloc.h.
        assertThat(library.settings).containsExactly("-4=0", "-1=-1");
    }

    @Test
    void whatTheEnvironmentSaysIsNotOverruled() {
        Library library = new Library(GLIBC);
        tune(library, Map.of("MALLOC_MMAP_MAX_", "100"));
        assertThat(library.settings).containsExactly("-1=-1");
    }

    @Test
    void glibcIsLeftAloneIfTold() {
        Library library = new Library(GLIBC);
        assertThat(tune(library, Map.of("RESIDUAL_ALLOCATOR", "system")))
                .isEqualTo("Native memory comes from glibc, left unchanged");
        assertThat(library.settings).isEmpty();
    }

    @Test
    void otherAllocatorsAreLeftAlone() {
        Library jemalloc = new Library(GLIBC, "mallctl");
        assertThat(tune(jemalloc, Map.of())).isEqualTo("Native memory comes from jemalloc");
        assertThat(jemalloc.settings).isEmpty();
        Library unknown = new Library(GLIBC);
        assertThat(tune(unknown, Map.of("LD_PRELOAD", "/opt/libsnmalloc.so")))
                .isEqualTo("Native memory comes from /opt/libsnmalloc.so");
        assertThat(unknown.settings).isEmpty();
    }

    @Test
    void whereThereIsNoGlibcNothingIsSet() {
        Library musl = new Library();
        assertThat(tune(musl, Map.of())).contains("a C library other than glibc, left unchanged");
        assertThat(musl.settings).isEmpty();
        Library mac = new Library(GLIBC);
        assertThat(new NativeAllocator("Mac OS X", Map.of(), mac).tune())
                .isEqualTo("Native memory comes from the allocator of Mac OS X, left unchanged");
        assertThat(mac.settings).isEmpty();
    }

    @Test
    void theStartGoesOnWhateverHappens() {
        NativeAllocator.CLibrary broken = new NativeAllocator.CLibrary() {
            @Override
            public boolean has(String function) {
                throw new UnsatisfiedLinkError("no JNA here");
            }

            @Override
            public boolean mallopt(int parameter, int value) {
                throw new UnsatisfiedLinkError("no JNA here");
            }
        };
        assertThat(new NativeAllocator("Linux", Map.of(), broken).tune()).contains("unknown", "no JNA here");
    }

    @Test
    void thatOfThisProcessIsRecognised() {
        assertThat(NativeAllocator.ofThisProcess().tune()).startsWith("Native memory comes from ");
    }
}
