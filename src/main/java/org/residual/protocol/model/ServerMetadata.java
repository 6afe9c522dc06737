package org.residual.protocol.model;

import java.util.List;
import java.util.stream.Stream;

/**
 * The metadata of the server.
 *
 * @param name of the server
 * @param version of the server
 * @param extensions of the protocol that it supports
 */
public record ServerMetadata(String name, String version, List<String> extensions) {
    private static final List<String> EVERYWHERE =
            List.of("classification", "model_configuration", "model_repository", "statistics");

    /**
     * @param further extensions, beside those of every interface
     * @return this server's metadata
     */
    public static ServerMetadata ofThisServer(String... further) {
        List<String> extensions =
                Stream.concat(Stream.of(further), EVERYWHERE.stream()).sorted().toList();
        String version = ServerMetadata.class.getPackage().getImplementationVersion();
        return new ServerMetadata("residual", version == null ? "development" : version, extensions);
    }
}
