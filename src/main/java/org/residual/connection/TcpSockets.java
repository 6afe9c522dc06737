package org.residual.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The TCP sockets of this process's network, as listed by Linux; elsewhere there are none. Thread-safe. */
final class TcpSockets {
    private static final Pattern COLUMNS = Pattern.compile("\\s+");
    private static final int LOCAL_ADDRESS = 1;
    private static final int REMOTE_ADDRESS = 2;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final int HEXADECIMAL = 16;
    private static final int DIGITS_OF_A_WORD = 2 * Integer.BYTES;

    private final List<Path> tables;
    private final ByteOrder order;

    /** Those of this machine. */
    TcpSockets() {
        this(List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6")), ByteOrder.nativeOrder());
    }

    /**
     * @param tables in the kernel's format, {@code networking/proc_net_tcp}
     * @param order of the bytes of a word on this machine
     */
    TcpSockets(List<Path> tables, ByteOrder order) {
        this.tables = List.copyOf(tables);
        this.order = order;
    }

    /** The states of interest. */
    enum State {
        /** A handshake with a client is in progress. */
        HALF_OPEN(" 03 "),
        /** Only the other side has closed the connection. */
        CLOSE_WAIT(" 08 "),
        LISTENING(" 0A ");

        private final String code;

        State(String code) {
            this.code = code;
        }
    }

    /**
     * A socket.
     *
     * @param local its address on this machine
     * @param remote that of the other side
     * @param inode its number, which identifies it among a process's files
     */
    record TcpSocket(InetSocketAddress local, InetSocketAddress remote, String inode) {}

    /** @return the sockets that are in a state now */
    Stream<TcpSocket> in(State state) {
        return tables.stream().flatMap(table -> socketsIn(table, state));
    }

    private Stream<TcpSocket> socketsIn(Path table, State state) {
        try (Stream<String> lines = Files.lines(table, StandardCharsets.US_ASCII)) {
            return lines
                    // Of the thousands of lines of a busy machine, only a few are of interest.
                    .filter(line -> line.contains(state.code))
                    .map(line -> COLUMNS.split(line.strip()))
                    .filter(columns -> columns.length > INODE && columns[STATE].equals(state.code.strip()))
                    .map(columns -> new TcpSocket(
                            address(columns[LOCAL_ADDRESS]), address(columns[REMOTE_ADDRESS]), columns[INODE]))
                    .toList()
                    .stream();
        } catch (IOException | UncheckedIOException e) {
            // Not Linux, or no such protocol here.
            return Stream.empty();
        }
    }

    /** Words in hexadecimal, each in the machine's byte order, a colon and the port. */
    private InetSocketAddress address(String text) {
        int colon = text.indexOf(':');
        ByteBuffer bytes = ByteBuffer.allocate(colon / 2).order(order);
        for (int start = 0; start < colon; start += DIGITS_OF_A_WORD) {
            bytes.putInt(Integer.parseUnsignedInt(text, start, start + DIGITS_OF_A_WORD, HEXADECIMAL));
        }
        try {
            // An IPv4 address within an IPv6 one becomes IPv4, as for the connection.
            return new InetSocketAddress(
                    InetAddress.getByAddress(bytes.array()), Integer.parseInt(text.substring(colon + 1), HEXADECIMAL));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("'" + text + "' is not an address.", e);
        }
    }
}
