package org.residual.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import org.residual.engine.GraphSignature;
import org.residual.onnx.exported.ExportedModel;
import org.residual.onnx.file.ModelLimits;

/** The reader of exported graphs. */
class ExportedSubject extends StoredFileSubject {
    private static final Path KNOWN = Path.of("src/test/resources/exported/torch-opset13.onnx");
    private static final String NAME = "model.onnx";
    private static final int SIDE = 16;

    ExportedSubject() {
        super(NAME, 400);
    }

    @Override
    void read(Path folder) throws IOException {
        run(folder.resolve(NAME));
    }

    private static ExportedModel run(Path file) throws IOException {
        ExportedModel model = ExportedModel.read(file, new ModelLimits(1 << 20, 8 << 20), GraphSignature.UNSAID);
        model.activationBytes(
                1,
                model.signature().height().orElse(SIDE),
                model.signature().width().orElse(SIDE));
        return model;
    }

    @Override
    public void readKnown() throws IOException {
        if (run(KNOWN).signature().classes().orElse(0) != 5) {
            throw new AssertionError("A good file is not read as it was.");
        }
    }
}
