package org.residual.onnx.exported;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.residual.engine.GraphSignature.Answers;
import org.residual.engine.ImageBatch;
import org.residual.engine.PreparedNetwork;
import org.residual.engine.StoredNetwork;
import org.residual.onnx.file.ModelLimits;
import org.residual.onnx.runtime.NativeBuffer;
import org.residual.onnx.runtime.RuntimeOptions;
import org.residual.store.file.InvalidModelException;

/** An exported graph, loaded by ONNX Runtime after it has been checked. */
public final class ExportedNetwork implements PreparedNetwork {
    private final ExportedSignature signature;
    private final SuitableSizes sizes;
    private final Answers answers;
    private final int classes;
    private final OrtSession session;

    private ExportedNetwork(ExportedModel model, Answers answers, int classes, OrtSession session) {
        this.signature = model.signature();
        this.sizes = new SuitableSizes(model.withoutWeights());
        this.answers = answers;
        this.classes = classes;
        this.session = session;
    }

    /**
     * @param stored a graph and its given properties
     * @param limits of its files
     * @return the network, to be closed
     * @throws InvalidModelException if it is refused, here or by the runtime, or has another number of classes
     * @throws IOException if a file cannot be read
     */
    public static ExportedNetwork of(StoredNetwork.Exported stored, ModelLimits limits) throws IOException {
        ExportedModel model = ExportedModel.read(stored.file(), limits, stored.signature());
        ExportedSignature signature = model.signature();
        if (signature.classes().isPresent() && signature.classes().getAsInt() != stored.classes()) {
            throw new InvalidModelException(stored.file().getFileName() + " answers "
                    + signature.classes().getAsInt() + " classes, but there are to be " + stored.classes() + ".");
        }
        Answers answers = signature
                .answers()
                .orElseThrow(() -> new InvalidModelException(stored.file().getFileName()
                        + " does not show whether it answers logits, probabilities or log_probabilities: "
                        + "set output in model.yaml."));
        return new ExportedNetwork(model, answers, stored.classes(), session(model, stored.file()));
    }

    /**
     * The runtime receives copies, not files, which may change: if one were truncated while native code reads it, the
     * process would end.
     */
    private static OrtSession session(ExportedModel model, Path file) throws IOException {
        try (SessionOptions options = RuntimeOptions.open();
                ExternalTensors weights = ExternalTensors.read(model);
                NativeBuffer graph = NativeBuffer.copyOf(model.content())) {
            options.addConfigEntry("session.load_model_format", "ONNX");
            weights.addTo(options);
            return OrtEnvironment.getEnvironment().createSession(graph.bytes(), options);
        } catch (OrtException e) {
            throw new InvalidModelException(
                    file.getFileName() + ": ONNX Runtime does not load it: " + e.getMessage(), e);
        }
    }

    @Override
    public float[] logProbabilities(ImageBatch images) {
        if (signature.batch().isEmpty() || images.images() == 1) {
            return run(images);
        }
        float[] all = new float[images.images() * classes];
        for (int i = 0; i < images.images(); i++) {
            System.arraycopy(run(ImageValues.one(images, i)), 0, all, i * classes, classes);
        }
        return all;
    }

    @Override
    public long activationBytes(int images, int height, int width) {
        return sizes.activationBytes(signature.batch().orElse(images), height, width);
    }

    private float[] run(ImageBatch images) {
        activationBytes(images.images(), images.height(), images.width());
        try (OnnxTensor input = tensor(images);
                Result result = session.run(Map.of(signature.input(), input), Set.of(signature.output()))) {
            FloatBuffer numbers = ((OnnxTensor) result.get(0)).getFloatBuffer();
            if (numbers.remaining() != images.images() * classes) {
                throw new InvalidModelException("The graph answers " + numbers.remaining() + " numbers for "
                        + images.images() + " images, but there are " + classes + " classes.");
            }
            float[] answer = new float[numbers.remaining()];
            numbers.get(answer);
            LogProbabilities.of(answers, answer, classes);
            return answer;
        } catch (OrtException e) {
            throw new InvalidModelException("ONNX Runtime fails to run the graph: " + e.getMessage(), e);
        }
    }

    private OnnxTensor tensor(ImageBatch images) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = ImageAxes.of(signature.layout())
                .shape(images.images(), ImageBatch.CHANNELS, images.height(), images.width());
        ImageValues values = ImageValues.of(images, signature.layout());
        return switch (signature.inputType()) {
            case FLOAT32 -> OnnxTensor.createTensor(environment, values.asFloats(), shape);
            case FLOAT16 -> OnnxTensor.createTensor(environment, values.asHalves(), shape, OnnxJavaType.FLOAT16);
            case UINT8 -> OnnxTensor.createTensor(environment, values.asBytes(), shape, OnnxJavaType.UINT8);
        };
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }
}
