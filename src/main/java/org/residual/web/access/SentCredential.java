package org.residual.web.access;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.residual.access.Credentials;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/** Reads the credential of a request from its headers, never from the URL, which ends up in logs and histories. */
final class SentCredential implements AuthenticationConverter {
    static final String KEY_HEADER = "X-API-Key";

    /** Null if there is none. */
    @Override
    public @Nullable BearerTokenAuthenticationToken convert(HttpServletRequest request) {
        String credential =
                Credentials.sentWith(request.getHeader(HttpHeaders.AUTHORIZATION), request.getHeader(KEY_HEADER));
        return credential == null || credential.isEmpty() ? null : new BearerTokenAuthenticationToken(credential);
    }
}
