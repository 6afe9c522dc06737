package org.residual.settings;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.web.server.Ssl.ClientAuth;

/**
 * The Open Inference Protocol over gRPC.
 *
 * @param enabled whether it is served
 * @param port to listen on; 0 stands for any free port
 * @param sslBundle the name of the bundle with the certificate, see {@code spring.ssl.bundle}; null stands for no TLS
 * @param clientAuth whether clients must also show a certificate, one that the bundle trusts
 */
public record GrpcProperties(
        @DefaultValue("false") boolean enabled,
        @Min(0) @Max(65535) @DefaultValue("8001") int port,
        @Nullable String sslBundle,
        @NotNull @DefaultValue("none") ClientAuth clientAuth) {
    /** @throws IllegalArgumentException if clients must show certificates, and there is no TLS */
    public GrpcProperties {
        if (clientAuth != ClientAuth.NONE && sslBundle == null) {
            throw new IllegalArgumentException(
                    "residual.grpc.client-auth requires client certificates, and so TLS: set "
                            + "residual.grpc.ssl-bundle too.");
        }
    }
}
