package org.residual.onnx.exported;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.residual.engine.GraphSignature;
import org.residual.engine.ImageBatch;
import org.residual.onnx.check.ModelJudge;
import org.residual.onnx.file.ExternalPlace;
import org.residual.onnx.file.ExternalWeights;
import org.residual.onnx.file.ModelFile;
import org.residual.onnx.file.ModelLimits;
import org.residual.onnx.graph.TensorElements;
import org.residual.onnx.schema.ModelProto;
import org.residual.onnx.shape.ShapeInference;
import org.residual.onnx.shape.Value;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;

/**
 * An image classifier in an ONNX file, read and checked so thoroughly that ONNX Runtime can run it.
 *
 * @param content the whole file, mapped into memory, read-only
 * @param model the same, parsed; its weights are parts of {@code content}
 * @param external weights in other files, by the tensors' names
 * @param signature its input and output
 * @param producer that wrote it, if the file tells, such as {@code pytorch 2.7.1}
 * @param formatVersion the version of the format (IR)
 * @param operatorVersion the version of ONNX's operators (opset)
 */
public record ExportedModel(
        ByteBuffer content,
        ModelProto model,
        Map<String, ExternalPlace> external,
        ExportedSignature signature,
        String producer,
        long formatVersion,
        long operatorVersion) {
    /**
     * @param file an ONNX file, whatever its name ends in; weights may lie in files beside it
     * @param limits of its size
     * @param said given properties of its input and output, which take precedence
     * @return the model
     * @throws InvalidModelException if it is another kind of file, invalid, or not an image classifier that can be
     *     served, with a sentence that says why and what to do
     * @throws IOException if it cannot be read
     */
    public static ExportedModel read(Path file, ModelLimits limits, GraphSignature said) throws IOException {
        try {
            ModelFile read = ModelFile.read(file, limits);
            Path folder = file.toAbsolutePath().resolveSibling("").toRealPath();
            ExternalWeights external =
                    new ExternalWeights(folder, limits.bytes() - read.content().limit());
            ModelProto model = read.model();
            ModelJudge.require(model, external);
            InferenceMode.require(model.getGraph());
            ExportedSignature signature = new SignatureReader(model.getGraph(), said).read();
            return new ExportedModel(
                    read.content(),
                    model,
                    external.places(),
                    signature,
                    producer(model),
                    model.getIrVersion(),
                    ModelJudge.operators(model));
        } catch (InvalidModelException e) {
            throw new InvalidModelException(file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    /**
     * @return the names of the files beside it that hold weights
     */
    public Set<String> externalFiles() {
        return external.values().stream().map(ExternalPlace::name).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @return the same without the contents of the file, which may then be removed: its description remains, but it
     *     cannot be loaded
     */
    ExportedModel withoutWeights() {
        ModelProto described =
                model.toBuilder().setGraph(WithoutWeights.of(model.getGraph())).build();
        return new ExportedModel(
                ByteBuffer.allocate(0), described, external, signature, producer, formatVersion, operatorVersion);
    }

    /**
     * Checks that the network can be run with images of one size, and computes the memory beside its weights. The
     * runtime may need some more.
     *
     * @param images how many at a time
     * @param height of each
     * @param width of each
     * @return bytes of all values that exist at the same time
     * @throws InvalidModelException if the network cannot be run so, naming the node
     */
    public long activationBytes(int images, int height, int width) {
        return run(images, height, width).bytes();
    }

    /**
     * @param height of an image
     * @param width of an image
     * @return the number of classes
     * @throws InvalidModelException if the network cannot be run with such an image, naming the node
     */
    public int classes(int height, int width) {
        long classes = run(1, height, width).output().count();
        if (classes < 2 || classes > Integer.MAX_VALUE) {
            throw new InvalidModelException("the graph answers " + classes
                    + " numbers for an image, but must answer one for" + " each of two or more classes.");
        }
        return (int) classes;
    }

    /** @return whether it computes in float32 only, so that its answers are nearly the same on every machine */
    public boolean isFloat32() {
        Set<TensorElements> coarse = Set.of(
                TensorElements.FLOAT16,
                TensorElements.BFLOAT16,
                TensorElements.INT8,
                TensorElements.UINT8,
                TensorElements.INT16,
                TensorElements.UINT16,
                TensorElements.INT4,
                TensorElements.UINT4);
        return signature.inputType() != ElementType.FLOAT16
                && model.getGraph().getInitializerList().stream()
                        .flatMap(tensor -> TensorElements.of(tensor.getDataType()).stream())
                        .noneMatch(coarse::contains);
    }

    private ShapeInference.Result run(int images, int height, int width) {
        TensorElements elements = switch (signature.inputType()) {
            case FLOAT32 -> TensorElements.FLOAT;
            case FLOAT16 -> TensorElements.FLOAT16;
            case UINT8 -> TensorElements.UINT8;
        };
        long[] shape = ImageAxes.of(signature.layout()).shape(images, ImageBatch.CHANNELS, height, width);
        ShapeInference.Result result = new ShapeInference(operatorVersion)
                .run(model.getGraph(), signature.input(), Value.of(elements, shape), signature.output());
        long[] answers = result.output().shape();
        if (answers.length < 2 || answers[0] != images) {
            throw new InvalidModelException("the graph answers " + Arrays.toString(answers) + " for " + images
                    + " images, but must answer [" + images + ", classes].");
        }
        return result;
    }

    private static String producer(ModelProto model) {
        return Quoted.text((model.getProducerName() + " " + model.getProducerVersion()).strip());
    }
}
