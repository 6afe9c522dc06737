package org.residual.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Each client with a token has a rate limit of its own, and an issuer that hangs delays nobody. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"residual.access.tokens.rate.per-second=0.001", "residual.access.tokens.rate.burst=2"})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class TokenRatesHttpTest {
    private static final int MANY = 200;

    private static Issuer issuer;

    private final ServiceClient client;

    TokenRatesHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @AfterAll
    static void stopTheIssuer() {
        issuer.close();
    }

    @DynamicPropertySource
    static void trustAnIssuer(DynamicPropertyRegistry registry) throws IOException, JOSEException {
        issuer = Issuer.start();
        issuer.configure(registry);
    }

    private Answer models(String subject) throws JOSEException {
        return models("current", subject);
    }

    private Answer models(String keyId, String subject) throws JOSEException {
        return client.get(
                "/models",
                "Authorization",
                "Bearer " + issuer.signedAs(keyId, issuer.claims("predict").subject(subject)));
    }

    @Test
    @Order(1)
    void eachSubjectHasARateOfItsOwn() throws Exception {
        assertThat(models("ann").status()).isEqualTo(200);
        assertThat(models("ann").status()).isEqualTo(200);
        Answer early = models("ann");
        assertThat(early.status()).isEqualTo(429);
        assertThat(early.json().path("type").stringValue()).isEqualTo("urn:residual:problem:rate-limited");
        assertThat(early.response().headers().firstValue("Retry-After")).isPresent();

        assertThat(models("bob").status()).isEqualTo(200);
    }

    @Test
    @Order(2)
    void anIssuerThatHangsKeepsNoGoodTokenOut() throws Exception {
        assertThat(models("carl").status()).isEqualTo(200);
        issuer.hang();
        List<CompletableFuture<Answer>> unknown = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            String key = "unknown-" + i;
            unknown.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return models(key, "eve");
                } catch (JOSEException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }

        // It still hangs.
        assertThat(models("dora").status()).isEqualTo(200);
        for (CompletableFuture<Answer> answer : unknown) {
            assertThat(answer.join().status()).isIn(401, 503);
            assertThat(answer.join()
                            .response()
                            .headers()
                            .firstValue("Retry-After")
                            .isPresent())
                    .isEqualTo(answer.join().status() == 503);
        }
        assertThat(issuer.calls()).isLessThan(10);
    }
}
