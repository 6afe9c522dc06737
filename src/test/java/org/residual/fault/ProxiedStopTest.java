package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.residual.clients.Proxy;
import org.residual.support.NeedsPrograms;

/** SIGTERM for one of two services behind a proxy, through which clients send requests as fast as they can. */
@NeedsPrograms
@EnabledOnOs(OS.LINUX)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ProxiedStopTest {
    private static final int CLIENTS = 10;

    @TempDir
    private Path directory;

    private Path store;

    @BeforeEach
    void fillStore() throws IOException {
        store = Models.storeIn(directory);
    }

    @Test
    void everyRequestThroughHaproxyIsAnswered() throws Exception {
        Proxy.findHaproxy();
        try (ServiceProcess stopped = ServiceProcess.of(store)
                        .setting("--residual.shutdown.delay=2s")
                        .start();
                ServiceProcess other = ServiceProcess.of(store).start()) {
            stopped.awaitReady();
            other.awaitReady();
            String services = """
                    option httpchk GET %s
                    server stopped 127.0.0.1:%s check port %s inter 200ms
                    server other 127.0.0.1:%s check port %s inter 200ms
                """.formatted(
                            ServiceProcess.READINESS,
                            stopped.port(),
                            stopped.managementPort(),
                            other.port(),
                            other.managementPort());
            try (Proxy proxy = Proxy.haproxy(directory, services)) {
                assertAllAreAnsweredThrough(proxy, stopped);
            }
        }
    }

    /** It opens a connection for each request, has no health checks, and retries no request that was sent. */
    @Test
    void everyRequestThroughNginxIsAnswered() throws Exception {
        Proxy.findNginx();
        try (ServiceProcess stopped = ServiceProcess.of(store).start();
                ServiceProcess other = ServiceProcess.of(store).start();
                Proxy proxy = Proxy.nginx(directory, stopped.port(), other.port())) {
            assertAllAreAnsweredThrough(proxy, stopped);
        }
    }

    private void assertAllAreAnsweredThrough(Proxy proxy, ServiceProcess stopped) throws Exception {
        try (Callers callers = new Callers(CLIENTS, proxy.port())) {
            callers.awaitWarm();
            stopped.signal("TERM");
            assertThat(stopped.awaitEnd()).isEqualTo(ServiceProcess.BY_SIGTERM);
            callers.stop();
            assertThat(callers.outcomes()).as(proxy.log()).allSatisfy(outcome -> {
                assertThat(outcome.lost()).isEmpty();
                assertThat(outcome.statuses()).containsOnlyKeys(200);
            });
        }
    }
}
