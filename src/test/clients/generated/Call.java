import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.InferenceProtocolApi;
import org.openapitools.client.api.ModelsApi;
import org.openapitools.client.api.PredictionsApi;
import org.openapitools.client.model.InferenceRequest;
import org.openapitools.client.model.InferenceRequestInputsInner;
import org.openapitools.client.model.Predictions;

/** Calls the service with the client that openapi-generator made for Java. Argument: the service. */
class Call {
    public static void main(String[] arguments) throws Exception {
        URI address = URI.create(arguments[0]);
        ApiClient service = new ApiClient().setHost(address.getHost()).setPort(address.getPort());
        File three = new File("samples/three.png");

        PredictionsApi images = new PredictionsApi(service);
        Predictions predictions = images.predict(List.of(three, three), 2, null, null);
        require(predictions.getPredictions().stream().allMatch(one -> one.getArgmax() == 3), predictions);
        require(predictions.getPredictions().get(0).getTop().get(0).getLabel().equals("3"), predictions);
        require(new ModelsApi(service).models().getModels().size() == 2, "models");

        InferenceProtocolApi protocol = new InferenceProtocolApi(service);
        InferenceRequestInputsInner input = new InferenceRequestInputsInner()
                .name(InferenceRequestInputsInner.NameEnum.IMAGE)
                .datatype(InferenceRequestInputsInner.DatatypeEnum.BYTES)
                .shape(List.of(1))
                .data(List.of(Base64.getEncoder().encodeToString(Files.readAllBytes(three.toPath()))));
        Object argmax = protocol.infer("digits-resnet", new InferenceRequest().addInputsItem(input), null, null, null)
                .getOutputs()
                .get(1)
                .getData()
                .get(0);
        require(argmax.equals(3), argmax);
        require(protocol.statistics().getModelStats().get(0).getBatchStats() != null, "statistics");
        try {
            images.predictByModel("none", List.of(three), null, null, null);
            throw new IllegalStateException("There is no such model.");
        } catch (ApiException e) {
            require(e.getCode() == 404 && e.getResponseBody().contains("urn:residual:problem:unknown-model"), e);
        }
    }

    private static void require(boolean right, Object answer) {
        if (!right) {
            throw new IllegalStateException(answer.toString());
        }
    }
}
