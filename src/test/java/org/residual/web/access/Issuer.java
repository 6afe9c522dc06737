package org.residual.web.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.test.context.DynamicPropertyRegistry;

/** A token issuer with one key, which serves its metadata and keys. */
final class Issuer implements AutoCloseable {
    static final String AUDIENCE = "residual";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final RSAKey key;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile CountDownLatch silence = new CountDownLatch(0);

    private Issuer() throws IOException, JOSEException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        this.key = new RSAKeyGenerator(2048).keyID("current").generate();
        server.setExecutor(threads);
        serve("/.well-known/openid-configuration", """
                {"issuer": "%s", "jwks_uri": "%s/keys", "subject_types_supported": ["public"]}""".formatted(name(), name()));
        serve("/keys", new JWKSet(key.toPublicJWK()).toString());
        server.start();
    }

    static Issuer start() throws IOException, JOSEException {
        return new Issuer();
    }

    private void serve(String path, String json) {
        server.createContext(path, exchange -> {
            calls.incrementAndGet();
            try {
                silence.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    void configure(DynamicPropertyRegistry registry) {
        registry.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", this::name);
        registry.add("spring.security.oauth2.resourceserver.jwt.audiences", () -> AUDIENCE);
    }

    String name() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** How often it was called. */
    int calls() {
        return calls.get();
    }

    /** Does not answer until it is closed. */
    void hang() {
        silence = new CountDownLatch(1);
    }

    JWTClaimsSet.Builder claims(String scope) {
        return new JWTClaimsSet.Builder()
                .issuer(name())
                .audience(AUDIENCE)
                .subject("somebody")
                .claim("scope", scope)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))));
    }

    String signed(JWTClaimsSet.Builder claims) throws JOSEException {
        return signed(claims, key, "current");
    }

    static String signed(JWTClaimsSet.Builder claims, RSAKey by, String keyId) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(), claims.build());
        token.sign(new RSASSASigner(by));
        return token.serialize();
    }

    /** Signed by its key, under another key id. */
    String signedAs(String keyId, JWTClaimsSet.Builder claims) throws JOSEException {
        return signed(claims, key, keyId);
    }

    @Override
    public void close() {
        silence.countDown();
        server.stop(0);
        threads.shutdown();
    }
}
