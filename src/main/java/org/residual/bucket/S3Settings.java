package org.residual.bucket;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The connection to an object store.
 *
 * @param endpoint of a server other than Amazon's
 * @param region overrides that of the environment
 * @param pathStyle whether the bucket's name is the first part of the path, instead of the host's name
 * @param timeout how long the server may be silent
 */
public record S3Settings(Optional<URI> endpoint, Optional<String> region, boolean pathStyle, Duration timeout) {}
