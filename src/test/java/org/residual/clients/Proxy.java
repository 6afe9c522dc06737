package org.residual.clients;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.residual.support.Programs;

/** A proxy in front of one or more services. Needs HAProxy or nginx, see {@link Programs#find}. */
public final class Proxy implements AutoCloseable {
    /** The path under which {@link #haproxyBelowPrefix} and {@link #nginxBelowPrefix} serve the service. */
    public static final String PREFIX = "/vision";

    private final Process process;
    private final int port;
    private final Path log;

    private Proxy(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Skips a test at once where there is no HAProxy, instead of when the services are up. */
    public static Path findHaproxy() {
        return Programs.find("HAProxy is not installed.", "haproxy");
    }

    /** Like {@link #findHaproxy}. */
    public static Path findNginx() {
        return Programs.find("nginx is not installed.", "nginx");
    }

    /**
     * Strips the prefix before it forwards a request.
     *
     * @param folder for its files
     * @param service port of the service
     */
    public static Proxy haproxyBelowPrefix(Path folder, int service) throws IOException {
        return haproxy(folder, """
                    http-request set-header X-Forwarded-Prefix %1$s
                    http-request replace-path %1$s/(.*) /\\1
                """.formatted(PREFIX), "    server only 127.0.0.1:" + service + "\n");
    }

    /**
     * @param folder for its files
     * @param backend the lines for the services
     */
    public static Proxy haproxy(Path folder, String backend) throws IOException {
        return haproxy(folder, "", backend);
    }

    private static Proxy haproxy(Path folder, String frontend, String backend) throws IOException {
        Path haproxy = findHaproxy();
        int port = freePort();
        Path configuration = Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                    mode http
                    timeout connect 5s
                    timeout client 30s
                    timeout server 30s
                    timeout check 10s
                frontend callers
                    bind 127.0.0.1:%s
                    default_backend services
                %sbackend services
                %s""".formatted(port, frontend, backend));
        return start(folder, port, haproxy.toString(), "-db", "-f", configuration.toString());
    }

    /** Like {@link #haproxyBelowPrefix}, with nginx. */
    public static Proxy nginxBelowPrefix(Path folder, int service) throws IOException {
        return nginx(folder, "server 127.0.0.1:" + service + ";", PREFIX, """
                proxy_set_header Host $http_host;
                proxy_set_header X-Forwarded-Prefix %s;
                """.formatted(PREFIX));
    }

    /**
     * Round-robin over the services, without health checks.
     *
     * @param folder for its files
     * @param one port of a service
     * @param other port of another
     */
    public static Proxy nginx(Path folder, int one, int other) throws IOException {
        return nginx(folder, "server 127.0.0.1:" + one + "; server 127.0.0.1:" + other + ";", "", "");
    }

    private static Proxy nginx(Path folder, String services, String prefix, String headers) throws IOException {
        Path nginx = findNginx();
        int port = freePort();
        Path configuration =
                Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid %1$s/pid;
                error_log stderr;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    upstream services {
                        %3$s
                    }
                    server {
                        listen 127.0.0.1:%2$s;
                        location %4$s/ {
                            proxy_pass http://services/;
                            %5$s
                        }
                    }
                }
                """.formatted(folder, port, services, prefix, headers));
        return start(
                folder,
                port,
                nginx.toString(),
                "-e",
                "stderr",
                "-p",
                folder.toString(),
                "-c",
                configuration.toString());
    }

    private static Proxy start(Path folder, int port, String... line) throws IOException {
        Path log = folder.resolve("proxy.log");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Proxy proxy = new Proxy(process, port, log);
        try {
            await().until(proxy::listens);
            return proxy;
        } catch (RuntimeException e) {
            proxy.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * @return the port that it listens on
     */
    public int port() {
        return port;
    }

    /** @return its output so far */
    public String log() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
