package org.residual.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.residual.importing.ImportCommand;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;

/** Models for evidence: the shipped ones, one with finer maps, and one without evidence. */
final class EvidenceModels {
    /** digits-convbnnet, for pictures in their own size. */
    static final String ANY_SIZE = "any-size";
    /** A graph that does not end in a pooling and a linear layer. */
    static final String TRANSFORMER = "transformer";

    private EvidenceModels() {}

    /** Writes them all. */
    static void write(Path store) throws IOException {
        FileSystemUtils.copyRecursively(Path.of("model-store"), store);
        Path anySize = store.resolve(ANY_SIZE).resolve("1");
        FileSystemUtils.copyRecursively(Path.of("model-store/digits-convbnnet/1"), anySize);
        Path descriptor = anySize.resolve("model.yaml");
        Files.writeString(descriptor, Files.readString(descriptor).replaceFirst("(?m)^  resize:\n(    .*\n)+", ""));
        int exitCode = new CommandLine(new ImportCommand())
                .setOut(new PrintWriter(Writer.nullWriter()))
                .execute(
                        "src/test/resources/exported/torch-transformer.onnx",
                        "--model=" + TRANSFORMER,
                        "--store=" + store);
        assertThat(exitCode).isZero();
    }
}
