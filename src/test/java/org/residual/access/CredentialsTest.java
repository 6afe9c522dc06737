package org.residual.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;

class CredentialsTest {
    private static final Client ANN = new Client("ann", Set.of(Scope.PREDICT), RateLimit.NONE);
    private static final Client BOB = new Client("bob", Set.of(Scope.MANAGE), RateLimit.NONE);
    private static final List<ApiKey> KEYS = List.of(
            new ApiKey(ANN, List.of(KeyHash.of("ann's old key"), KeyHash.of("ann's new key"))),
            new ApiKey(BOB, List.of(KeyHash.of("bob's key"))));

    private final Credentials credentials = new Credentials(KEYS, Optional.empty());

    @Test
    void aKeyTellsWhoAsks() {
        assertThat(credentials.identify("bob's key")).isEqualTo(BOB);
    }

    @Test
    void theOldKeyAndTheNewOneOpenWhileBothAreKnown() {
        assertThat(credentials.identify("ann's old key")).isEqualTo(ANN);
        assertThat(credentials.identify("ann's new key")).isEqualTo(ANN);
    }

    @Test
    void anotherKeyOpensNothing() {
        assertThatThrownBy(() -> credentials.identify("ann's key")).isInstanceOf(UnknownCredentialException.class);
    }

    @Test
    void theHashOfAKeyIsNoKey() {
        String hash = KeyHash.of("bob's key").toString();
        assertThatThrownBy(() -> credentials.identify(hash)).isInstanceOf(UnknownCredentialException.class);
    }

    @Test
    void whatIsNoKeyMayBeAToken() {
        Client issued = new Client(Client.TOKEN, Set.of(Scope.PREDICT), RateLimit.NONE);
        assertThat(new Credentials(KEYS, Optional.of(token -> issued)).identify("a.b.c"))
                .isEqualTo(issued);
    }

    @Test
    void aTokenIsNotTakenForBadWhereItsIssuerDoesNotAnswer() {
        // Nothing listens on port 1.
        Tokens tokens = new JsonWebTokens(
                NimbusJwtDecoder.withJwkSetUri("http://127.0.0.1:1/keys").build(),
                new JwtAuthenticationConverter(),
                new TokenRates(() -> RateLimit.NONE));
        // {"alg":"RS256"} . {"sub":"ann"} . a signature
        String token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl";
        assertThatThrownBy(() -> new Credentials(KEYS, Optional.of(tokens)).identify(token))
                .isInstanceOf(UncheckedCredentialException.class);
    }

    @Test
    void thereAreNoneUnlessConfigured() {
        assertThat(new Credentials(List.of(), Optional.empty()).exist()).isFalse();
        assertThat(credentials.exist()).isTrue();
        assertThat(new Credentials(List.of(), Optional.of(token -> ANN)).exist())
                .isTrue();
    }
}
