package org.residual.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates of a server and of a client, made by {@code keytool}. Each trusts the other's.
 *
 * @param server key store of the server
 * @param client key store of the client
 * @param trusted the server's trust store: the client's certificate
 */
public record Certificates(Path server, Path client, Path trusted) {
    public static final String PASSWORD = "changeit";

    private static final String TYPE = "PKCS12";

    /**
     * A client's TLS configuration.
     *
     * @param keys null if it has no certificate
     */
    public record Party(KeyManager[] keys, TrustManager[] trust) {
        public SSLContext context() throws GeneralSecurityException {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        }
    }

    public static Certificates make(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        Path server = directory.resolve("server.p12");
        Path client = directory.resolve("client.p12");
        makeKey(server, "localhost");
        makeKey(client, "friend");
        Path trusted = directory.resolve("trusted.p12");
        try (OutputStream content = Files.newOutputStream(trusted)) {
            storeOf(load(client).getCertificate("friend")).store(content, PASSWORD.toCharArray());
        }
        return new Certificates(server, client, trusted);
    }

    private static void makeKey(Path store, String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-validity",
                "2",
                "-storetype",
                TYPE,
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString()));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (keytool.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    /** Replaces the server's certificate, and returns the new serial number. */
    public BigInteger renewServer() throws IOException, InterruptedException, GeneralSecurityException {
        Path renewed = server.resolveSibling("renewed.p12");
        makeKey(renewed, "localhost");
        BigInteger serial = ((X509Certificate) load(renewed).getCertificate("localhost")).getSerialNumber();
        Files.move(renewed, server, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return serial;
    }

    /** The client with the certificate that the server trusts. */
    public Party friend() throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(client), PASSWORD.toCharArray());
        return new Party(keys.getKeyManagers(), anybody().trust());
    }

    /** A client without one. */
    public Party anybody() throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(storeOf(load(server).getCertificate("localhost")));
        return new Party(null, trust.getTrustManagers());
    }

    private static KeyStore storeOf(Certificate trusted) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(TYPE);
        store.load(null, null);
        store.setCertificateEntry("trusted", trusted);
        return store;
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(TYPE);
        try (InputStream content = Files.newInputStream(file)) {
            store.load(content, PASSWORD.toCharArray());
        }
        return store;
    }
}
