package org.residual.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenRatesTest {
    private static final double ONE_A_DAY = 1.0 / 86_400;

    private final TokenRates rates = new TokenRates(() -> RateLimit.of(ONE_A_DAY, 1));

    @Test
    void tokensWithoutASubjectShareARate() {
        assertThat(rates.of(null)).isSameAs(rates.of(null)).isNotSameAs(rates.of("ann"));
    }

    /** Whoever makes up subjects must not fill the memory. */
    @Test
    void forgetsWhoHasNotAskedForLongest() {
        RateLimit ann = rates.of("ann");
        RateLimit bob = rates.of("bob");
        IntStream.range(0, 9_998).forEach(i -> rates.of("client " + i));
        rates.of("ann");

        rates.of("one more");

        assertThat(rates.of("ann")).isSameAs(ann);
        assertThat(rates.of("bob")).isNotSameAs(bob);
    }
}
