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
 * @param enabled whether it is spoken
 * @param port on which; 0 stands for any that is free
 * @param sslBundle the name of the bundle with the certificate, see {@code spring.ssl.bundle}; null stands for no TLS
 * @param clientAuth whether clients have to show a certificate too, one that the bundle trusts
 */
public record GrpcProperties(
        @DefaultValue("false") boolean enabled,
        @Min(0) @Max(65535) @DefaultValue("8001") int port,
        @Nullable String sslBundle,
        @NotNull @DefaultValue("none") ClientAuth clientAuth) {
    /**
     * @throws IllegalArgumentException if clients are to show certificates, and there is no TLS
     */
    public GrpcProperties {
        if (clientAuth != ClientAuth.NONE && sslBundle == null) {
            throw new IllegalArgumentException(
                    "residual.grpc.client-auth asks for clients' certificates, which takes TLS:"
                            + " set residual.grpc.ssl-bundle too.");
        }
    }
}
