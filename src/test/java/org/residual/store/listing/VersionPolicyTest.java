package org.residual.store.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionPolicyTest {
    @Test
    void readsEachOfItsForms() {
        assertThat(VersionPolicy.parse("all")).isEqualTo(new VersionPolicy(Integer.MAX_VALUE, Set.of()));
        assertThat(VersionPolicy.parse("latest")).isEqualTo(new VersionPolicy(1, Set.of()));
        assertThat(VersionPolicy.parse("latest:12")).isEqualTo(new VersionPolicy(12, Set.of()));
        assertThat(VersionPolicy.parse("2,5")).isEqualTo(new VersionPolicy(Integer.MAX_VALUE, Set.of(2L, 5L)));
        assertThat(VersionPolicy.parse("1764455467"))
                .isEqualTo(new VersionPolicy(Integer.MAX_VALUE, Set.of(1764455467L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "newest",
                "latest:0",
                "latest:",
                "0",
                "1,,2",
                "1;2",
                "-1",
                "ALL",
                "1,",
                "01",
                "9223372036854775808"
            })
    void refusesWhatSaysNothing(String text) {
        assertThatThrownBy(() -> VersionPolicy.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
