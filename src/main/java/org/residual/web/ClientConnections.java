package org.residual.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Tells whether the client of a request is still there. The servlet API cannot: a server notices a closed connection
 * only when it reads or writes, and to read ahead might take the next request from it. Linux tells in
 * {@code /proc/net/tcp}; elsewhere every client counts as there.
 */
@Component
final class ClientConnections {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final Pattern COLUMNS = Pattern.compile("\\s+");
    private static final int REMOTE_ADDRESS = 2;
    private static final int STATE = 3;
    /** The other side has closed, and this side has not yet. */
    private static final String CLOSE_WAIT = "08";

    /** ::ffff: as the tables of a little-endian machine have it. */
    private static final String IPV4_IN_IPV6 = "0000000000000000FFFF0000";

    private static final Duration FRESH = Duration.ofMillis(200);

    private long readAt;
    private Set<String> closed = Set.of();

    /**
     * @param request whose client may go away
     * @return tells whether it has closed its connection; a look costs little, however many requests wait
     */
    BooleanSupplier gone(HttpServletRequest request) {
        String client = key(request.getRemoteAddr(), request.getRemotePort());
        return () -> closed().contains(client);
    }

    private synchronized Set<String> closed() {
        if (readAt == 0 || System.nanoTime() - readAt > FRESH.toNanos()) {
            closed = TABLES.stream().flatMap(ClientConnections::closedIn).collect(Collectors.toUnmodifiableSet());
            readAt = System.nanoTime();
        }
        return closed;
    }

    private static Stream<String> closedIn(Path table) {
        try {
            return Files.readAllLines(table).stream()
                    .filter(line -> line.contains(CLOSE_WAIT))
                    .map(line -> COLUMNS.split(line.strip()))
                    .filter(columns -> columns.length > STATE && columns[STATE].equals(CLOSE_WAIT))
                    .map(columns -> withoutMapping(columns[REMOTE_ADDRESS]));
        } catch (IOException e) {
            // Not Linux, or no such protocol here.
            return Stream.empty();
        }
    }

    /** IPv4 addresses stand in the table of IPv6 too, where a server listens to both. */
    private static String withoutMapping(String address) {
        return address.startsWith(IPV4_IN_IPV6) ? address.substring(IPV4_IN_IPV6.length()) : address;
    }

    /** As the tables have it: the address in hexadecimal words, little-endian, a colon, the port. */
    private static String key(String address, int port) {
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            StringBuilder words = new StringBuilder();
            for (int i = 0; i < bytes.length; i += Integer.BYTES) {
                for (int j = Integer.BYTES - 1; j >= 0; j--) {
                    words.append(HexFormat.of().withUpperCase().toHexDigits(bytes[i + j]));
                }
            }
            return words + ":" + HexFormat.of().withUpperCase().toHexDigits((short) port);
        } catch (UnknownHostException e) {
            return "";
        }
    }
}
