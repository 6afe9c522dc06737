package org.residual.grpc;

import io.grpc.ServerCredentials;
import java.time.Duration;

/**
 * Where calls are listened for.
 *
 * @param port 0 stands for any that is free
 * @param transport with TLS or without
 * @param drain how long calls get to finish when it is closed
 */
public record GrpcEndpoint(int port, ServerCredentials transport, Duration drain) {}
