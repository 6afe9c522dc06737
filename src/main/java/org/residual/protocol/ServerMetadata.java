package org.residual.protocol;

import java.util.List;

/**
 * What a client needs to know of the server.
 *
 * @param name of the server
 * @param version of the server
 * @param extensions of the protocol that it speaks
 */
public record ServerMetadata(String name, String version, List<String> extensions) {
    /**
     * @param extensions that are spoken where this is said
     * @return of this server
     */
    public static ServerMetadata ofThisServer(String... extensions) {
        String version = ServerMetadata.class.getPackage().getImplementationVersion();
        return new ServerMetadata("residual", version == null ? "development" : version, List.of(extensions));
    }
}
