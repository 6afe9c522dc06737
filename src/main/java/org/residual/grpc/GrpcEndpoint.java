package org.residual.grpc;

import io.grpc.ServerCredentials;
import java.time.Duration;

/**
 * The endpoint for calls.
 *
 * @param port 0 stands for any free port
 * @param transport with or without TLS
 * @param drain how long calls may take to finish when it is closed
 */
public record GrpcEndpoint(int port, ServerCredentials transport, Duration drain) {}
