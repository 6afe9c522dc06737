package org.residual.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The connections that the other side has closed and this side has not, as Linux tells of them; elsewhere there are none.
 * Safe for use by many threads.
 */
final class ClosedConnections {
    private static final Pattern COLUMNS = Pattern.compile("\\s+");
    private static final int LOCAL_ADDRESS = 1;
    private static final int REMOTE_ADDRESS = 2;
    private static final int STATE = 3;
    private static final String CLOSE_WAIT = "08";
    private static final int HEXADECIMAL = 16;
    private static final int DIGITS_OF_A_WORD = 2 * Integer.BYTES;

    private static final Duration FRESH = Duration.ofMillis(200);

    private final List<Path> tables;
    private final ByteOrder order;
    private final LongSupplier nanoTime;
    private long readAt;
    private Set<Ends> closed;

    /** Those of this process's network. */
    ClosedConnections() {
        this(List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6")), ByteOrder.nativeOrder(), System::nanoTime);
    }

    /**
     * @param tables as the kernel's documentation has them, {@code networking/proc_net_tcp}
     * @param order of the bytes of a word of this machine
     * @param nanoTime as {@link System#nanoTime}
     */
    ClosedConnections(List<Path> tables, ByteOrder order, LongSupplier nanoTime) {
        this.tables = List.copyOf(tables);
        this.order = order;
        this.nanoTime = nanoTime;
    }

    /** A connection is known by both of its ends: either may be that of another one too. */
    private record Ends(InetSocketAddress local, InetSocketAddress remote) {}

    /**
     * @param local this side of a connection
     * @param remote the other one
     * @return whether that has closed it; a look of a moment ago will do
     */
    synchronized boolean contain(InetSocketAddress local, InetSocketAddress remote) {
        if (closed == null || nanoTime.getAsLong() - readAt > FRESH.toNanos()) {
            closed = tables.stream().flatMap(this::closedIn).collect(Collectors.toUnmodifiableSet());
            readAt = nanoTime.getAsLong();
        }
        return closed.contains(new Ends(local, remote));
    }

    private Stream<Ends> closedIn(Path table) {
        try {
            return Files.readAllLines(table, StandardCharsets.US_ASCII).stream()
                    .map(line -> COLUMNS.split(line.strip()))
                    .filter(columns -> columns.length > STATE && columns[STATE].equals(CLOSE_WAIT))
                    .map(columns -> new Ends(address(columns[LOCAL_ADDRESS]), address(columns[REMOTE_ADDRESS])));
        } catch (IOException e) {
            // Not Linux, or no such protocol here.
            return Stream.empty();
        }
    }

    /** Words in hexadecimal, each as this machine reads it, a colon and the port. */
    private InetSocketAddress address(String text) {
        int colon = text.indexOf(':');
        ByteBuffer bytes = ByteBuffer.allocate(colon / 2).order(order);
        for (int start = 0; start < colon; start += DIGITS_OF_A_WORD) {
            bytes.putInt(Integer.parseUnsignedInt(text, start, start + DIGITS_OF_A_WORD, HEXADECIMAL));
        }
        try {
            // An address of IPv4 in one of IPv6 comes out as the former, as that of the connection does.
            return new InetSocketAddress(
                    InetAddress.getByAddress(bytes.array()), Integer.parseInt(text.substring(colon + 1), HEXADECIMAL));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("'" + text + "' is no address.", e);
        }
    }
}
