package org.residual.connection;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A client on Linux that has sent its SYN and ignores answers until it is resumed: a socket filter drops them. The
 * server sends its SYN-ACK again after a second.
 */
final class PausedHandshake implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_DETACH_FILTER = 27;
    private static final int RETURN = 0x06;
    private static final int IN_PROGRESS = 115;
    private static final int ADDRESS_BYTES = 16;

    private final int descriptor;

    /**
     * @param port of 127.0.0.1
     */
    PausedHandshake(int port) {
        descriptor = function("socket").invokeInt(new Object[] {AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0});
        dropAll();
        try (Memory address = new Memory(ADDRESS_BYTES)) {
            address.clear();
            address.getByteBuffer(0, ADDRESS_BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putShort((short) AF_INET)
                    .order(ByteOrder.BIG_ENDIAN)
                    .putShort((short) port)
                    .put(new byte[] {127, 0, 0, 1});
            int status = function("connect").invokeInt(new Object[] {descriptor, address, ADDRESS_BYTES});
            if (status != -1 || Native.getLastError() != IN_PROGRESS) {
                throw new IllegalStateException("connect: " + status + ", error " + Native.getLastError());
            }
        }
    }

    private static Function function(String name) {
        return NativeLibrary.getProcess().getFunction(name);
    }

    private void dropAll() {
        try (Memory program = new Memory(2L * Integer.BYTES);
                Memory filter = new Memory(2L * Native.POINTER_SIZE)) {
            ByteBuffer instruction = program.getByteBuffer(0, program.size()).order(ByteOrder.nativeOrder());
            instruction.putShort((short) RETURN).putShort((short) 0).putInt(0);
            filter.setShort(0, (short) 1);
            filter.setPointer(Native.POINTER_SIZE, program);
            set(SO_ATTACH_FILTER, filter);
        }
    }

    /** Resumes the handshake. */
    void goOn() {
        try (Memory unused = new Memory(Integer.BYTES)) {
            unused.clear();
            set(SO_DETACH_FILTER, unused);
        }
    }

    private void set(int option, Memory value) {
        int status = function("setsockopt")
                .invokeInt(new Object[] {descriptor, SOL_SOCKET, option, value, (int) value.size()});
        if (status != 0) {
            throw new IllegalStateException("setsockopt " + option + ": error " + Native.getLastError());
        }
    }

    @Override
    public void close() {
        function("close").invokeInt(new Object[] {descriptor});
    }
}
