package org.residual.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables in the kernel's format, {@code networking/proc_net_tcp}, with the addresses of its example. */
class ClosedConnectionsTest {
    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    private static final String REST = " 00000150:00000000 01:00000019 00000000  1000        0 54165785 4 cd1e6040\n";

    private final AtomicLong nanoTime = new AtomicLong();

    @TempDir
    private Path directory;

    private Path table(String... lines) throws IOException {
        return Files.writeString(directory.resolve("tcp"), HEADER + String.join(REST, lines) + REST);
    }

    private ClosedConnections closed(ByteOrder order, String... lines) throws IOException {
        return new ClosedConnections(new TcpSockets(List.of(table(lines)), order), nanoTime::get);
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(address, port);
    }

    @Test
    void readsAddressesAsALittleEndianMachineHasThem() throws IOException {
        ClosedConnections closed = closed(ByteOrder.LITTLE_ENDIAN, "  46: 010310AC:9C4C 030310AC:1770 08");
        assertThat(closed.contain(at("172.16.3.1", 40012), at("172.16.3.3", 6000)))
                .isTrue();
    }

    @Test
    void readsAddressesAsABigEndianMachineHasThem() throws IOException {
        ClosedConnections closed = closed(ByteOrder.BIG_ENDIAN, "  46: AC100301:9C4C AC100303:1770 08");
        assertThat(closed.contain(at("172.16.3.1", 40012), at("172.16.3.3", 6000)))
                .isTrue();
    }

    @Test
    void readsAddressesOfTheNewerProtocol() throws IOException {
        // From RFC 3849, for documentation: 2001:db8::1 and 2001:db8::2.
        ClosedConnections closed = closed(
                ByteOrder.LITTLE_ENDIAN,
                "   0: B80D0120000000000000000001000000:1F90 B80D0120000000000000000002000000:C000 08");
        assertThat(closed.contain(at("2001:db8::1", 8080), at("2001:db8::2", 49152)))
                .isTrue();
    }

    @Test
    void findsTheOlderProtocolWithinTheNewer() throws IOException {
        ClosedConnections closed = closed(
                ByteOrder.LITTLE_ENDIAN,
                "   0: 0000000000000000FFFF0000010310AC:9C4C 0000000000000000FFFF0000030310AC:1770 08");
        assertThat(closed.contain(at("172.16.3.1", 40012), at("172.16.3.3", 6000)))
                .isTrue();
    }

    @Test
    void takesNoNoticeOfTheInterfaceThatALinkLocalAddressIsOn() throws IOException {
        ClosedConnections closed = closed(
                ByteOrder.LITTLE_ENDIAN,
                "   0: 000080FE000000000000000001000000:1F90 000080FE000000000000000002000000:C000 08");
        assertThat(closed.contain(at("fe80::1%1", 8080), at("fe80::2%1", 49152)))
                .isTrue();
    }

    @Test
    void tellsConnectionsThatAreAlikeAtOneEndFromEachOther() throws IOException {
        ClosedConnections closed = closed(ByteOrder.LITTLE_ENDIAN, "  46: 010310AC:9C4C 030310AC:1770 08");
        assertThat(closed.contain(at("172.16.3.1", 40013), at("172.16.3.3", 6000)))
                .isFalse();
        assertThat(closed.contain(at("172.16.3.1", 40012), at("172.16.3.3", 6001)))
                .isFalse();
        assertThat(closed.contain(at("172.16.3.3", 6000), at("172.16.3.1", 40012)))
                .isFalse();
    }

    @Test
    void leavesOutThoseThatAreOpen() throws IOException {
        ClosedConnections closed = closed(ByteOrder.LITTLE_ENDIAN, "  46: 010310AC:9C4C 030310AC:1770 01");
        assertThat(closed.contain(at("172.16.3.1", 40012), at("172.16.3.3", 6000)))
                .isFalse();
    }

    @Test
    void hasNoneWhereThereIsNoTable() {
        ClosedConnections closed = new ClosedConnections(
                new TcpSockets(List.of(directory.resolve("none")), ByteOrder.LITTLE_ENDIAN), nanoTime::get);
        assertThat(closed.contain(at("172.16.3.1", 40012), at("172.16.3.3", 6000)))
                .isFalse();
    }

    @Test
    void looksAgainAfterAMoment() throws IOException {
        ClosedConnections closed = closed(ByteOrder.LITTLE_ENDIAN, "  46: 010310AC:9C4C 030310AC:1770 01");
        assertThat(closed.contain(at("172.16.3.1", 40012), at("172.16.3.3", 6000)))
                .isFalse();
        table("  46: 010310AC:9C4C 030310AC:1770 08");
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(closed.contain(at("172.16.3.1", 40012), at("172.16.3.3", 6000)))
                .isTrue();
    }
}
