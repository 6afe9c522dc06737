package org.residual.web.access;

import org.jspecify.annotations.Nullable;
import org.residual.access.Client;
import org.residual.access.Scope;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** A client with a valid credential. */
final class ClientAuthentication extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final transient Client client;

    ClientAuthentication(Client client) {
        super(AuthorityUtils.createAuthorityList(
                client.scopes().stream().map(Scope::name).toList()));
        this.client = client;
        setAuthenticated(true);
    }

    @Override
    public Client getPrincipal() {
        return client;
    }

    /** Dropped as soon as it has been checked. */
    @Override
    public @Nullable Object getCredentials() {
        return null;
    }
}
