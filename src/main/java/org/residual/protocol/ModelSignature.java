package org.residual.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.residual.image.format.ImageFormat;
import org.residual.image.pixel.Size;
import org.residual.inference.input.ImageInput;
import org.residual.inference.request.Prediction;
import org.residual.protocol.model.ModelConfiguration;
import org.residual.protocol.tensor.DataType;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import org.residual.protocol.tensor.TensorData;
import org.residual.protocol.tensor.TensorMetadata;
import org.residual.store.file.Labels;
import org.residual.store.version.ReadyVersion;

/**
 * The tensors of every model: the input {@code image}; the outputs {@code log_probabilities} and {@code argmax}; and,
 * if a request names them, those of {@link EvidenceTensors}.
 */
public final class ModelSignature {
    static final String IMAGE = "image";
    private static final String ARGMAX = "argmax";
    /** The metadata key for the datatypes that a tensor may have. */
    static final String DATATYPES = "datatypes";
    /** The metadata key for the additional outputs. */
    static final String FURTHER_OUTPUTS = "further_outputs";

    static final List<String> IMAGE_DATATYPES = Stream.of(DataType.UINT8, DataType.FP32, DataType.BYTES)
            .map(DataType::name)
            .toList();

    private static final String LOG_PROBABILITIES = "log_probabilities";
    private static final String TYPE = "TYPE_";
    private static final List<RequestOutput> ALL = Stream.of(LOG_PROBABILITIES, ARGMAX)
            .map(name -> new RequestOutput(name, Parameters.NONE))
            .toList();
    private static final long ANY = -1;

    private final ReadyVersion version;

    /**
     * @param version whose tensors
     */
    public ModelSignature(ReadyVersion version) {
        this.version = version;
    }

    /** @return the images, as pixels: a client that knows nothing else can send them correctly */
    TensorMetadata input() {
        List<Long> shape = Stream.concat(Stream.of(ANY), dims().stream()).toList();
        return new TensorMetadata(IMAGE, DataType.UINT8.name(), shape, Map.of(DATATYPES, IMAGE_DATATYPES));
    }

    /**
     * @return the log-probabilities; the largest of them is not described as a separate tensor, since clients that
     *     classify images expect exactly one output
     */
    TensorMetadata output() {
        return new TensorMetadata(LOG_PROBABILITIES, DataType.FP32.name(), List.of(ANY, (long) classes()), null);
    }

    ModelConfiguration.Input configuredInput() {
        return new ModelConfiguration.Input(IMAGE, TYPE + DataType.UINT8, "FORMAT_NCHW", dims());
    }

    ModelConfiguration.Output configuredOutput() {
        return new ModelConfiguration.Output(
                LOG_PROBABILITIES,
                TYPE + DataType.FP32,
                List.of((long) classes()),
                version.labels().isEmpty() ? null : Labels.NAME);
    }

    /** The dimensions of an image: colours, height, width. */
    private List<Long> dims() {
        Optional<Size> size = version.descriptor().preprocessing().outputSize();
        return List.of(
                3L,
                size.map(Size::height).map(Integer::longValue).orElse(ANY),
                size.map(Size::width).map(Integer::longValue).orElse(ANY));
    }

    private int classes() {
        return version.descriptor().classes();
    }

    /**
     * Reads the images of a request, and checks that the requested outputs exist.
     *
     * @param mostImages most images in a request
     * @return the images, at least one
     * @throws InvalidInferenceRequestException if the request does not suit the protocol or the model
     */
    public List<ImageInput> images(InferenceRequest request, int mostImages) {
        if (request.inputs().size() != 1
                || !IMAGE.equals(request.inputs().get(0).name())) {
            throw new InvalidInferenceRequestException("The inputs must be one tensor named '" + IMAGE + "', but are "
                    + request.inputs().stream().map(RequestInput::name).toList() + ".");
        }
        UnsupportedParameters.requireNone(request);
        wanted(request).forEach(this::requireKnown);
        evidence(request);
        return new ImageTensorReader(version.descriptor().preprocessing().outputSize(), mostImages)
                .images(request.inputs().get(0));
    }

    /**
     * Makes a request from the data of its only tensor.
     *
     * @param body an encoded image, or the pixels of one as {@link #input} describes them
     * @return the request, whose answer will be binary
     * @throws InvalidInferenceRequestException if it is neither
     */
    public InferenceRequest rawRequest(byte[] body) {
        return new InferenceRequest(
                null, new Parameters(Map.of("binary_data_output", true)), List.of(rawInput(body)), List.of());
    }

    private RequestInput rawInput(byte[] body) {
        if (ImageFormat.of(body).isPresent()) {
            return new RequestInput(
                    IMAGE, List.of(1L), DataType.BYTES.name(), Parameters.NONE, new TensorData.Elements(List.of(body)));
        }
        boolean fixed = !dims().contains(ANY);
        long pixels = dims().stream().reduce(1L, (a, b) -> a * b);
        if (!fixed || body.length != pixels) {
            throw new InvalidInferenceRequestException(
                    "The body, of " + body.length + " bytes, must be '" + IMAGE + "' alone: an encoded image"
                            + (fixed ? ", or " + pixels + " bytes of UINT8" : "")
                            + ". Send anything else after a JSON object that describes it.");
        }
        List<Long> shape = Stream.concat(Stream.of(1L), dims().stream()).toList();
        return new RequestInput(IMAGE, shape, DataType.UINT8.name(), Parameters.NONE, new TensorData.Binary(body));
    }

    private static List<RequestOutput> wanted(InferenceRequest request) {
        return request.outputs().isEmpty() ? ALL : request.outputs();
    }

    /**
     * @param request after {@link #images}
     * @return the number of classes to explain, for each image; 0 for no evidence
     */
    public int evidence(InferenceRequest request) {
        return EvidenceTensors.classes(request, classes());
    }

    /** The additional outputs, by name. */
    List<String> furtherOutputs() {
        Stream<String> evidence = version.hasEvidence() ? EvidenceTensors.NAMES.stream() : Stream.empty();
        return Stream.concat(Stream.of(ARGMAX), evidence).toList();
    }

    private void requireKnown(RequestOutput output) {
        boolean known = LOG_PROBABILITIES.equals(output.name())
                || ARGMAX.equals(output.name())
                || EvidenceTensors.NAMES.contains(output.name());
        if (!known) {
            throw new InvalidInferenceRequestException("There is no output '" + output.name() + "'; there are: "
                    + LOG_PROBABILITIES + ", " + String.join(", ", furtherOutputs()) + ".");
        }
        Optional<Long> count = classification(output);
        if (count.isPresent() && (!output.name().equals(LOG_PROBABILITIES) || count.get() < 1)) {
            throw new InvalidInferenceRequestException("The parameter 'classification' must be a number of classes,"
                    + " 1 or more, of the output '" + LOG_PROBABILITIES + "'.");
        }
        output.parameters().flag("binary_data");
    }

    private static Optional<Long> classification(RequestOutput output) {
        return output.parameters().number("classification");
    }

    /**
     * @param request that was answered
     * @param predictions of its images, in their order
     * @return the requested tensors
     */
    public InferenceResponse response(InferenceRequest request, List<Prediction> predictions) {
        Map<String, ResponseOutput> outputs = new LinkedHashMap<>();
        for (RequestOutput output : wanted(request)) {
            ResponseOutput tensor = tensor(output, predictions);
            outputs.put(output.name(), request.isBinary(output) ? tensor.asBinary() : tensor);
        }
        return new InferenceResponse(
                version.model(), Long.toString(version.number()), request.id(), new ArrayList<>(outputs.values()));
    }

    private ResponseOutput tensor(RequestOutput output, List<Prediction> predictions) {
        long count = predictions.size();
        if (output.name().equals(ARGMAX)) {
            return ResponseOutput.of(
                    ARGMAX,
                    DataType.INT64,
                    List.of(count),
                    predictions.stream().mapToLong(Prediction::argmax).toArray());
        }
        if (EvidenceTensors.NAMES.contains(output.name())) {
            return EvidenceTensors.tensor(output.name(), predictions);
        }
        Optional<Long> most = classification(output);
        if (most.isPresent()) {
            int classes = (int) Math.min(most.get(), classes());
            return ResponseOutput.of(
                    LOG_PROBABILITIES,
                    DataType.BYTES,
                    List.of(count, (long) classes),
                    predictions.stream()
                            .flatMap(p -> classifications(p, classes))
                            .toList());
        }
        float[] values = new float[predictions.size() * classes()];
        IntStream.range(0, predictions.size())
                .forEach(i ->
                        System.arraycopy(predictions.get(i).logProbabilities(), 0, values, i * classes(), classes()));
        return ResponseOutput.of(LOG_PROBABILITIES, DataType.FP32, List.of(count, (long) classes()), values);
    }

    /** As value:index:label, the most probable first. */
    private Stream<String> classifications(Prediction prediction, int classes) {
        return prediction.top(classes).stream()
                .map(index -> prediction.logProbabilities()[index]
                        + ":"
                        + index
                        + version.label(index).map(label -> ":" + label).orElse(""));
    }
}
