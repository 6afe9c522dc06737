package org.residual.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.residual.image.Size;
import org.residual.inference.ImageInput;
import org.residual.inference.Prediction;
import org.residual.store.Model;
import org.residual.store.ReadyVersion;

/**
 * The tensors of every model here: in comes {@code image}, out go {@code log_probabilities} and {@code argmax}.
 */
public final class ModelSignature {
    private static final String IMAGE = "image";
    private static final String LOG_PROBABILITIES = "log_probabilities";
    private static final String ARGMAX = "argmax";
    private static final String PLATFORM = "pytorch_djl";
    private static final List<RequestOutput> ALL = Stream.of(LOG_PROBABILITIES, ARGMAX)
            .map(name -> new RequestOutput(name, null))
            .toList();
    private static final long ANY = -1;

    private final ReadyVersion version;

    /**
     * @param version whose tensors
     */
    public ModelSignature(ReadyVersion version) {
        this.version = version;
    }

    /**
     * @param model that the version is one of
     * @return what a client needs to know to ask it
     */
    public ModelMetadata metadata(Model model) {
        Optional<Size> size = version.descriptor().preprocessing().outputSize();
        List<Long> shape = List.of(
                ANY,
                3L,
                size.map(Size::height).map(Integer::longValue).orElse(ANY),
                size.map(Size::width).map(Integer::longValue).orElse(ANY));
        return new ModelMetadata(
                version.model(),
                model.versions().values().stream()
                        .filter(ReadyVersion.class::isInstance)
                        .map(ready -> Long.toString(ready.number()))
                        .toList(),
                PLATFORM,
                List.of(new TensorMetadata(IMAGE, DataType.FP32.name(), shape)),
                List.of(
                        new TensorMetadata(LOG_PROBABILITIES, DataType.FP32.name(), List.of(ANY, (long) classes())),
                        new TensorMetadata(ARGMAX, DataType.INT64.name(), List.of(ANY))));
    }

    private int classes() {
        return version.descriptor().classes();
    }

    /**
     * Takes the images out of a request, and makes sure that what it wants can be had.
     *
     * @param mostImages that a request may have
     * @return the images, at least one
     * @throws InvalidInferenceRequestException if it is not as the protocol or this model asks
     */
    public List<ImageInput> images(InferenceRequest request, int mostImages) {
        if (request.inputs().size() != 1
                || !IMAGE.equals(request.inputs().get(0).name())) {
            throw new InvalidInferenceRequestException("The inputs must be one tensor named '" + IMAGE + "', but are "
                    + request.inputs().stream().map(RequestInput::name).toList() + ".");
        }
        wanted(request).forEach(this::requireKnown);
        return new ImageTensorReader(version.descriptor().preprocessing().outputSize(), mostImages)
                .images(request.inputs().get(0));
    }

    private static List<RequestOutput> wanted(InferenceRequest request) {
        return request.outputs().isEmpty() ? ALL : request.outputs();
    }

    private void requireKnown(RequestOutput output) {
        if (ALL.stream().noneMatch(known -> known.name().equals(output.name()))) {
            throw new InvalidInferenceRequestException("There is no output '" + output.name() + "'; there are: "
                    + LOG_PROBABILITIES + ", " + ARGMAX + ".");
        }
        Optional<Long> count = classification(output);
        if (count.isPresent() && (!output.name().equals(LOG_PROBABILITIES) || count.get() < 1)) {
            throw new InvalidInferenceRequestException("The parameter 'classification' is the number of classes wanted,"
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
     * @return the tensors that it wants
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
                        + (version.labels().isEmpty()
                                ? ""
                                : ":" + version.labels().get(index)));
    }
}
