package org.residual.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyHashTest {
    /** FIPS 180-2, appendix B.1. */
    private static final String HASH_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isTheSha256OfTheKey() {
        assertThat(KeyHash.of("abc")).hasToString(HASH_OF_ABC);
    }

    @Test
    void isReadInEitherCase() {
        assertThat(KeyHash.parse(HASH_OF_ABC)).isEqualTo(KeyHash.of("abc"));
        assertThat(KeyHash.parse(HASH_OF_ABC.toUpperCase(Locale.ROOT))).isEqualTo(KeyHash.of("abc"));
    }

    @Test
    void isAnotherForAnotherKey() {
        assertThat(KeyHash.of("abd")).isNotEqualTo(KeyHash.of("abc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "ba7816bf", HASH_OF_ABC + "00", "x" + HASH_OF_ABC})
    void isNothingElse(String text) {
        assertThatThrownBy(() -> KeyHash.parse(text)).hasMessageContaining("64 hexadecimal digits");
    }
}
