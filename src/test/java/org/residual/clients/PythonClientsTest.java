package org.residual.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.grpc.GrpcServer;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.support.NeedsPrograms;
import org.residual.support.Programs;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Clients in Python, from {@code src/test/clients/python}. */
@RunningService
@NeedsPrograms
class PythonClientsTest {
    private static final Path PROGRAMS = Path.of("src/test/clients/python");

    private final String service;
    private final String grpc;

    PythonClientsTest(@LocalServerPort int port, @Autowired GrpcServer server) {
        this.service = "http://localhost:" + port;
        this.grpc = "localhost:" + server.port();
    }

    /** There may be several Pythons, of which only some have the package. */
    private static ClientProgram python(String imports, String program) {
        Path python = Programs.find(
                "Python's " + imports + " is not installed (Debian: python3-" + imports + ").",
                candidate -> has(candidate, imports),
                "python3");
        return new ClientProgram(python, PROGRAMS.resolve(program).toString());
    }

    private static boolean has(Path python, String imports) {
        String module = imports.equals("grpcio") ? "grpc, google.protobuf" : imports;
        try {
            return new ProcessBuilder(python.toString(), "-c", "import " + module)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void requestsSendsFormsAndBodies() throws Exception {
        assertThat(python("requests", "ask_requests.py").run(service).lines())
                .containsExactly("form 3", "file 3", "bytes 3", "chunked 3");
    }

    @Test
    void httpxSendsFormsAndBodiesOverBothVersions() throws Exception {
        assertThat(python("httpx", "ask_httpx.py").run(service).lines())
                .containsExactly("HTTP/1.1 form 3", "HTTP/1.1 body 3", "HTTP/2 form 3", "HTTP/2 body 3");
    }

    @Test
    void aiohttpSendsFormsAndBodies() throws Exception {
        assertThat(python("aiohttp", "ask_aiohttp.py").run(service).lines())
                .containsExactly("form 3", "bytes 3", "file 3", "deflate 3", "continue 3");
    }

    @Test
    void grpcioMakesCallsAndStreamsInEachCompression(@TempDir Path folder) throws Exception {
        Path descriptors = folder.resolve("protocol.pb");
        FileDescriptor protocol = ModelInferRequest.getDescriptor().getFile();
        FileDescriptorSet.Builder files = FileDescriptorSet.newBuilder();
        protocol.getDependencies().forEach(file -> files.addFile(file.toProto()));
        Files.write(descriptors, files.addFile(protocol.toProto()).build().toByteArray());

        assertThat(python("grpcio", "ask_grpcio.py")
                        .run(grpc, descriptors.toString())
                        .lines())
                .containsExactly(
                        "ModelInfer NoCompression 3",
                        "ModelInfer Deflate 3",
                        "ModelInfer Gzip 3",
                        "ModelStreamInfer first 3",
                        "ModelStreamInfer second 3");
    }
}
