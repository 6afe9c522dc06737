package org.residual.support;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;

/** Channels to a service on this machine, without TLS. */
public final class LocalChannel {
    private LocalChannel() {}

    /**
     * @param port that gRPC is served on
     * @return a channel, to be shut down
     */
    public static ManagedChannel to(int port) {
        return Grpc.newChannelBuilder("localhost:" + port, InsecureChannelCredentials.create())
                .build();
    }
}
