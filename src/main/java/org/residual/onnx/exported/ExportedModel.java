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
 * An image classifier in an ONNX file, read and found fit to be run: all of the file is what it should be, and nothing that
 * ONNX Runtime would have to find out.
 *
 * @param content all of the file, mapped into memory, read-only
 * @param model the same, parsed; its weights are parts of {@code content}
 * @param external where weights lie in files beside it, by the tensors' names
 * @param signature what goes in and what comes out
 * @param producer who wrote it, as far as it says, such as {@code pytorch 2.7.1}
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
     * @param limits what it may take
     * @param said what is said of its input and output beyond that, or against it
     * @return what it holds
     * @throws InvalidModelException if it is another or a broken file, or no image classifier that can be served, with a
     *     sentence that says why and what to do
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
     * @return the same without what lies in the file, which may then go: it still tells what it did, but cannot be loaded
     */
    ExportedModel withoutWeights() {
        ModelProto described =
                model.toBuilder().setGraph(WithoutWeights.of(model.getGraph())).build();
        return new ExportedModel(
                ByteBuffer.allocate(0), described, external, signature, producer, formatVersion, operatorVersion);
    }

    /**
     * Whether the network can be run with images of one size, and what memory that takes beside its weights. The runtime may
     * take some more for itself.
     *
     * @param images how many at a time
     * @param height of each
     * @param width of each
     * @return bytes of all values that are there at the same time
     * @throws InvalidModelException if the network cannot be run so, naming the node
     */
    public long activationBytes(int images, int height, int width) {
        return run(images, height, width).bytes();
    }

    /**
     * @param height of an image
     * @param width of an image
     * @return how many classes the network tells apart
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

    /**
     * @return whether all that it computes with is float32, so that its answers are nearly the same on every machine
     */
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
