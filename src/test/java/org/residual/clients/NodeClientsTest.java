package org.residual.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.residual.grpc.GrpcServer;
import org.residual.support.NeedsPrograms;
import org.residual.support.Programs;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Clients in Node, from {@code src/test/clients/node}. */
@RunningService
@NeedsPrograms
class NodeClientsTest {
    private static final Path PROGRAMS = Path.of("src/test/clients/node");

    private final String service;
    private final String grpc;

    NodeClientsTest(@LocalServerPort int port, @Autowired GrpcServer server) {
        this.service = "http://localhost:" + port;
        this.grpc = "localhost:" + server.port();
    }

    private static ClientProgram node(String program) {
        Path node = Programs.find("Node is not installed (Debian: nodejs).", "node");
        return new ClientProgram(node, PROGRAMS.resolve(program).toString());
    }

    /**
     * For programs that import packages: they come from a registry, which may be unavailable even if Node is installed.
     */
    private static ClientProgram nodeWithPackages(String program) {
        ClientProgram found = node(program);
        assumeTrue(
                Files.isDirectory(PROGRAMS.resolve("node_modules")),
                "The packages are not fetched: npm ci --ignore-scripts --prefix " + PROGRAMS);
        return found;
    }

    @Test
    void fetchSendsFormsAndBodies() throws Exception {
        assertThat(node("ask-fetch.mjs").run(service).lines())
                .containsExactly("form 200 3", "blob 200 3", "bytes 200 3", "stream 200 3");
    }

    @Test
    void axiosSendsFormsAndBodies() throws Exception {
        assertThat(nodeWithPackages("ask-axios.mjs").run(service).lines())
                .containsExactly("form 200 3", "postForm 200 3", "bytes 200 3", "typed 200 3", "stream 200 3");
    }

    @Test
    void reflectionIsEnoughToMakeACall() throws Exception {
        assertThat(nodeWithPackages("ask-reflection.mjs").run(grpc).lines())
                .containsExactly(
                        "grpc-reflection-js lists it true",
                        "grpc-reflection-js finds ModelInfer",
                        "grpc-js-reflection-client lists it true",
                        "ModelInfer 3");
    }
}
