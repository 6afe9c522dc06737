package org.residual.protocol;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.residual.inference.input.ImageInput;
import org.residual.inference.request.Prediction;
import org.residual.protocol.InstancesResponse.InstancePrediction;
import org.residual.protocol.tensor.DataType;
import org.residual.protocol.tensor.Instances;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import org.residual.protocol.tensor.TensorData;
import org.residual.store.version.ReadyVersion;

/**
 * A request in KServe's protocol, version 1.
 *
 * @param instances the images
 * @param datatype of numbers: {@code FP32} or {@code UINT8}, as in version 2; null if not given
 */
public record InstancesRequest(
        @Nullable Instances instances, @Nullable String datatype) {
    private static final String INSTANCES = "instances";

    /**
     * @param version that is to answer
     * @param mostImages most images in a request
     * @return the images, at least one
     * @throws InvalidInferenceRequestException if the request does not suit the protocol or the model
     */
    public List<ImageInput> images(ReadyVersion version, int mostImages) {
        Instances given = given();
        RequestInput input = new RequestInput(INSTANCES, given.shape(), type(given), Parameters.NONE, given.data());
        return new ImageTensorReader(version.descriptor().preprocessing().outputSize(), mostImages).images(input);
    }

    private Instances given() {
        if (instances == null) {
            throw new InvalidInferenceRequestException(
                    "The body must be {\"instances\": […]}, with an element for each image.");
        }
        return instances;
    }

    private String type(Instances given) {
        if (datatype != null) {
            return datatype;
        }
        if (given.ambiguous()) {
            throw new InvalidInferenceRequestException(
                    "All numbers are whole and from 0 to 255: add \"datatype\": \"UINT8\" beside \"instances\" if "
                            + "they are pixels, or \"datatype\": \"FP32\" if they are preprocessed.");
        }
        return (given.data() instanceof TensorData.Texts ? DataType.BYTES : DataType.FP32).name();
    }

    /**
     * @param version that answered
     * @param predictions of the images, in their order
     * @return the answer
     */
    public InstancesResponse response(ReadyVersion version, List<Prediction> predictions) {
        List<@Nullable String> keys = given().keys();
        return new InstancesResponse(IntStream.range(0, predictions.size())
                .mapToObj(i -> prediction(version, predictions.get(i), keys.get(i)))
                .toList());
    }

    private static InstancePrediction prediction(ReadyVersion version, Prediction prediction, @Nullable String key) {
        int argmax = prediction.argmax();
        String label = version.label(argmax).orElse(null);
        return new InstancePrediction(key, argmax, label, prediction.logProbabilities());
    }
}
