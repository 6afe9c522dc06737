package org.residual.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

@EnabledOnOs(OS.LINUX)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ServerConnectionsTest {
    private static final int CLIENTS = 10;
    private static final int WARM = 10;
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch warm = new CountDownLatch(CLIENTS);
    private final ServerConnections connections = new ServerConnections();
    private final BlockingQueue<AsyncContext> held = new LinkedBlockingQueue<>();
    private WebServer server;

    @BeforeEach
    void start() {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        factory.setAddress(InetAddress.getLoopbackAddress());
        connections.customize(factory);
        server = factory.getWebServer(
                context -> context.addServlet("empty", new EmptyAnswers()).addMapping("/"), context -> {
                    ServletRegistration.Dynamic servlet = context.addServlet("held", new HeldAnswers());
                    servlet.setAsyncSupported(true);
                    servlet.addMapping("/held");
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.destroy();
        threads.shutdownNow();
    }

    private static final class EmptyAnswers extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        }
    }

    /** Holds no thread until it answers. */
    private final class HeldAnswers extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            held.add(context);
        }
    }

    private ServiceProtocol protocol() {
        return (ServiceProtocol)
                ((TomcatWebServer) server).getTomcat().getConnector().getProtocolHandler();
    }

    private boolean isSilentWithoutThreads() {
        ServiceProtocol protocol = protocol();
        await().until(() -> ((ThreadPoolExecutor) protocol.getExecutor()).getActiveCount() == 0);
        // Only from now on: earlier activity is forgotten.
        protocol.isSilent();
        return protocol.isSilent();
    }

    @Test
    void aRequestThatWaitsWithoutAThreadIsUnderWayUntilItIsAnswered() throws Exception {
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            connection
                    .getOutputStream()
                    .write("GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            AsyncContext waiting = held.take();
            assertThat(isSilentWithoutThreads()).isFalse();
            waiting.complete();
            assertThat(connection.getInputStream().read()).isEqualTo('H');
            assertThat(isSilentWithoutThreads()).isTrue();
        }
    }

    /** Whenever the port is closed. */
    @RepeatedTest(5)
    void whoConnectsForEachRequestIsAnsweredOrRefused() throws Exception {
        List<Future<List<String>>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int port = server.getPort();
            clients.add(threads.submit(() -> answersUntilRefused(port)));
        }
        warm.await();
        connections.closeAfterAnswers();
        connections.close(Duration.ofMinutes(1));
        server.stop();
        for (Future<List<String>> client : clients) {
            assertThat(client.get()).allSatisfy(answer -> assertThat(answer).startsWith("HTTP/1.1 204"));
        }
    }

    private List<String> answersUntilRefused(int port) {
        List<String> answers = new ArrayList<>();
        while (true) {
            try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
                connection.getOutputStream().write(REQUEST);
                answers.add(new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
                if (answers.size() == WARM) {
                    warm.countDown();
                }
            } catch (ConnectException e) {
                return answers;
            } catch (IOException e) {
                answers.add(e.toString());
            }
        }
    }
}
