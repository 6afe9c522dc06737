package org.residual.clients;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.residual.support.Programs;

/** A proxy that serves the service below a path of its own, and takes that away before it passes a request on. */
public final class Proxy implements AutoCloseable {
    /** That path. */
    public static final String PREFIX = "/vision";

    private final Process process;
    private final int port;

    private Proxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Needs HAProxy, see {@link Programs#find}.
     *
     * @param folder for its files
     * @param service port that the service listens on
     */
    public static Proxy haproxy(Path folder, int service) throws IOException {
        Path haproxy = Programs.find("HAProxy is not installed.", "haproxy");
        int port = freePort();
        Path configuration = Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                    mode http
                    timeout connect 5s
                    timeout client 30s
                    timeout server 30s
                frontend callers
                    bind 127.0.0.1:%1$s
                    http-request set-header X-Forwarded-Prefix %3$s
                    http-request replace-path %3$s/(.*) /\\1
                    default_backend service
                backend service
                    server only 127.0.0.1:%2$s
                """.formatted(port, service, PREFIX));
        return start(folder, port, haproxy.toString(), "-db", "-f", configuration.toString());
    }

    /** As {@link #haproxy}, nginx. */
    public static Proxy nginx(Path folder, int service) throws IOException {
        Path nginx = Programs.find("nginx is not installed.", "nginx");
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
                    server {
                        listen 127.0.0.1:%2$s;
                        location %4$s/ {
                            proxy_pass http://127.0.0.1:%3$s/;
                            proxy_set_header Host $http_host;
                            proxy_set_header X-Forwarded-Prefix %4$s;
                        }
                    }
                }
                """.formatted(folder, port, service, PREFIX));
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
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("proxy.log").toFile())
                .start();
        Proxy proxy = new Proxy(process, port);
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

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
