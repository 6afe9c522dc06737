package org.residual.connection;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes Linux drop the SYN packets for an open port. No new handshake begins, those that have begun are finished, and a
 * client whose SYN was dropped sends it again after a second. This is a socket filter, which needs no privilege.
 */
final class SynFilter {
    private static final Logger LOG = LoggerFactory.getLogger(SynFilter.class);
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;

    /** The byte of a TCP header with the flags, and SYN among them: RFC 9293, 3.1. */
    private static final int FLAGS = 13;

    private static final int SYN = 2;

    private static final int LOAD_BYTE = 0x30;
    private static final int JUMP_IF_SET = 0x45;
    private static final int RETURN = 0x06;
    private static final int DROP = 0;
    private static final int PASS = -1;
    private static final int INSTRUCTIONS = 4;
    private static final int BYTES_OF_AN_INSTRUCTION = 8;

    private final TcpSockets sockets;

    SynFilter(TcpSockets sockets) {
        this.sockets = sockets;
    }

    /**
     * @param port an address at which this process listens
     * @return whether SYN packets are dropped from now on; false outside Linux, or if Linux refuses
     */
    boolean attachTo(InetSocketAddress port) {
        Set<String> links = sockets.in(TcpSockets.State.LISTENING)
                .filter(socket -> socket.local().equals(port))
                .map(socket -> "socket:[" + socket.inode() + "]")
                .collect(Collectors.toUnmodifiableSet());
        try (Stream<Path> files = links.isEmpty() ? Stream.empty() : Files.list(OPEN_FILES)) {
            return files.filter(file -> links.contains(target(file)))
                            .filter(file ->
                                    attachTo(Integer.parseInt(file.getFileName().toString())))
                            .count()
                    > 0;
        } catch (IOException | UncheckedIOException | LinkageError e) {
            LOG.debug("SYN packets for {} are not filtered", port, e);
            return false;
        }
    }

    /** Empty if the file has been closed since. */
    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean attachTo(int descriptor) {
        try (Memory program = new Memory(INSTRUCTIONS * BYTES_OF_AN_INSTRUCTION);
                Memory filter = new Memory(2L * Native.POINTER_SIZE)) {
            ByteBuffer instructions = program.getByteBuffer(0, program.size()).order(ByteOrder.nativeOrder());
            put(instructions, LOAD_BYTE, 0, 0, FLAGS);
            put(instructions, JUMP_IF_SET, 0, 1, SYN);
            put(instructions, RETURN, 0, 0, DROP);
            put(instructions, RETURN, 0, 0, PASS);
            filter.setShort(0, (short) INSTRUCTIONS);
            filter.setPointer(Native.POINTER_SIZE, program);
            Function setsockopt = NativeLibrary.getProcess().getFunction("setsockopt");
            return setsockopt.invokeInt(
                            new Object[] {descriptor, SOL_SOCKET, SO_ATTACH_FILTER, filter, (int) filter.size()})
                    == 0;
        }
    }

    /** An instruction: for a jump, how many others are skipped if the condition holds and if it does not. */
    private static void put(ByteBuffer program, int code, int ifTrue, int ifFalse, int operand) {
        program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    }
}
