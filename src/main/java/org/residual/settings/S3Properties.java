package org.residual.settings;

import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.residual.bucket.S3Settings;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The connection to an object store. Credentials are those that AWS's SDKs find.
 *
 * @param endpoint the URL of a server other than Amazon's, such as {@code http://minio:9000}; null stands for Amazon
 * @param region null stands for the environment's
 * @param pathStyle whether the bucket's name is the first part of the path, instead of the host's name; null stands for
 *     true with an endpoint, otherwise false
 * @param timeout how long a server may be silent
 */
public record S3Properties(
        @Nullable URI endpoint,
        @Pattern(regexp = "[a-z0-9-]+") @Nullable String region,
        Boolean pathStyle,

        @DurationMin(millis = 100) @DurationMax(minutes = 5) @DefaultValue("10s")
        Duration timeout) {
    /** @throws IllegalArgumentException if the endpoint is not the URL of a server */
    public S3Properties {
        if (endpoint != null
                && (endpoint.getHost() == null
                        || !("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme())))) {
            throw new IllegalArgumentException("residual.store.s3.endpoint: '" + endpoint
                    + "' is not the URL of a server: use one such as http://minio:9000.");
        }
        pathStyle = pathStyle == null ? endpoint != null : pathStyle;
    }

    /** The connection to buckets. */
    public S3Settings settings() {
        return new S3Settings(Optional.ofNullable(endpoint), Optional.ofNullable(region), pathStyle, timeout);
    }
}
