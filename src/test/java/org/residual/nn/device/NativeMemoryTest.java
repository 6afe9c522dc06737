package org.residual.nn.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Compared with the kernel's count. */
@EnabledOnOs(OS.LINUX)
class NativeMemoryTest {
    private static final int PIECE = 64 << 10;
    private static final int PIECES = 2048;

    private static long resident() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("RssAnon:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** In pieces that glibc takes from its heap. */
    private static Memory[] taken() {
        Memory[] pieces = new Memory[PIECES];
        for (int i = 0; i < PIECES; i++) {
            pieces[i] = new Memory(PIECE);
            pieces[i].setMemory(0, PIECE, (byte) 1);
        }
        return pieces;
    }

    @Test
    void whatIsFreedGoesBackToTheSystem() throws IOException {
        TorchEngine.start(1);
        Memory[] pieces = taken();
        // So that the pieces are not at the end of the heap, where an untuned glibc trims by itself.
        Memory behindThem = new Memory(PIECE);
        try {
            for (Memory piece : pieces) {
                piece.close();
            }
            long kept = resident();
            NativeMemory.giveBackUnused();
            assertThat(kept - resident()).isGreaterThan((long) PIECE * PIECES / 2);
        } finally {
            behindThem.close();
        }
    }
}
