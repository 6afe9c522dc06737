package org.residual.access;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;

/** Tokens in the form of signed JSON (JWT), as OAuth 2 and OpenID Connect issue them. */
public final class JsonWebTokens implements Tokens {
    private static final String GRANTED = "SCOPE_";

    private final JwtDecoder decoder;
    private final JwtAuthenticationConverter authorities;
    private final TokenRates rates;

    /**
     * @param decoder checks signature, issuer, audience and time
     * @param authorities finds scopes among the claims
     * @param rates of the subjects
     */
    public JsonWebTokens(JwtDecoder decoder, JwtAuthenticationConverter authorities, TokenRates rates) {
        this.decoder = decoder;
        this.authorities = authorities;
        this.rates = rates;
    }

    @Override
    public Client verify(String token) {
        try {
            Jwt verified = decoder.decode(token);
            return new Client(Client.TOKEN, scopes(verified), rates.of(verified.getSubject()));
        } catch (BadJwtException e) {
            throw new UnknownCredentialException();
        } catch (JwtException | JwtDecoderInitializationException e) {
            throw new UncheckedCredentialException(e);
        }
    }

    private Set<Scope> scopes(Jwt token) {
        Set<String> granted = authorities.convert(token).getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .collect(Collectors.toSet());
        return Arrays.stream(Scope.values())
                .filter(scope -> granted.contains(GRANTED + scope.word()))
                .collect(Collectors.toSet());
    }
}
