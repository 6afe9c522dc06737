package org.residual.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The issuer is rarely contacted, whatever tokens arrive, and no request with a known key waits for it. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class IssuerKeysTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Callable<JWKSet> issuer = () -> new JWKSet(key("old"));
    private final IssuerKeys keys = new IssuerKeys(
            () -> {
                calls.incrementAndGet();
                return issuer.call();
            },
            now::get);

    @AfterEach
    void close() {
        keys.close();
    }

    private static JWK key(String id) {
        return new OctetSequenceKey.Builder(new byte[32]).keyID(id).build();
    }

    private List<JWK> get(String id) throws KeySourceException {
        return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), null);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void tokensWithUnknownKeysMakeOneCallInTenSecondsAtMost() throws Exception {
        assertThat(get("old")).hasSize(1);
        for (int i = 0; i < 60; i++) {
            assertThat(get("unknown-" + i)).isEmpty();
        }
        assertThat(calls).hasValue(1);

        pass(Duration.ofSeconds(10));
        for (int i = 0; i < 60; i++) {
            assertThat(get("unknown-" + i)).isEmpty();
        }
        assertThat(calls).hasValue(2);
    }

    @Test
    void aKeyThatTheIssuerHasJustMadeIsFound() throws Exception {
        assertThat(get("old")).hasSize(1);
        issuer = () -> new JWKSet(List.of(key("old"), key("new")));
        pass(Duration.ofSeconds(10));

        assertThat(get("new")).hasSize(1);
    }

    @Test
    void whileTheIssuerHangsKnownKeysAreFoundAndUnknownOnesRefused() throws Exception {
        assertThat(get("old")).hasSize(1);
        CountDownLatch answered = new CountDownLatch(1);
        issuer = () -> {
            answered.await();
            return new JWKSet(key("old"));
        };
        pass(Duration.ofMinutes(6));
        try {
            for (int i = 0; i < 3; i++) {
                assertThat(get("old")).hasSize(1);
                assertThatThrownBy(() -> get("unknown")).isInstanceOf(KeySourceException.class);
            }
            assertThat(calls).hasValue(2);
        } finally {
            answered.countDown();
        }
    }

    @Test
    void whatIsCachedOutlastsAnIssuerOutOfReachForAnHour() throws Exception {
        assertThat(get("old")).hasSize(1);
        issuer = () -> {
            throw new IOException("out of reach");
        };
        pass(Duration.ofMinutes(59));

        assertThat(get("old")).hasSize(1);
        assertThatThrownBy(() -> get("unknown")).isInstanceOf(KeySourceException.class);

        pass(Duration.ofMinutes(2));
        assertThatThrownBy(() -> get("old")).isInstanceOf(KeySourceException.class);
    }

    @Test
    void aKeyThatTheIssuerTookBackIsForgotten() throws Exception {
        assertThat(get("old")).hasSize(1);
        issuer = () -> new JWKSet(key("new"));
        pass(Duration.ofMinutes(6));
        get("new");

        assertThat(get("old")).isEmpty();
    }
}
