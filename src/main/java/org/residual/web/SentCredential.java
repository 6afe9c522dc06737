package org.residual.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/** Finds the credential of a request in its headers: never in the address, which logs and histories keep. */
final class SentCredential implements AuthenticationConverter {
    static final String KEY_HEADER = "X-API-Key";

    private static final String BEARER = "Bearer ";

    /** Null if there is none. */
    @Override
    public BearerTokenAuthenticationToken convert(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        String credential = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : request.getHeader(KEY_HEADER);
        return credential == null || credential.isEmpty() ? null : new BearerTokenAuthenticationToken(credential);
    }
}
