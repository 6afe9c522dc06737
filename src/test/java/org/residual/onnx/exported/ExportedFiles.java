package org.residual.onnx.exported;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.residual.engine.GraphSignature;
import org.residual.onnx.file.ModelLimits;
import org.residual.onnx.schema.ModelProto;

/** The files written by {@code src/test/python/exported.py}. */
final class ExportedFiles {
    static final Path FOLDER = Path.of("src/test/resources/exported");
    static final ModelLimits LIMITS = new ModelLimits(16 << 20, 16 << 20);

    private ExportedFiles() {}

    static Path file(String name) {
        return name.equals("external") ? FOLDER.resolve("external/model.onnx") : FOLDER.resolve(name + ".onnx");
    }

    static ModelProto proto(String name) {
        try {
            return ModelProto.parseFrom(Files.readAllBytes(file(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ExportedModel read(Path file) throws IOException {
        return ExportedModel.read(file, LIMITS, GraphSignature.UNSAID);
    }
}
