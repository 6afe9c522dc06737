package org.residual.store;

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
        assertThat(VersionPolicy.parse("2,5")).isEqualTo(new VersionPolicy(Integer.MAX_VALUE, Set.of(2, 5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "newest", "latest:0", "latest:", "0", "1,,2", "1;2", "-1", "ALL"})
    void refusesWhatSaysNothing(String text) {
        assertThatThrownBy(() -> VersionPolicy.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
