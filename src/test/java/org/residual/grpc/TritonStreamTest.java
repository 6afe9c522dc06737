package org.residual.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.grpc.messages.InferParameter;
import org.residual.grpc.messages.InferTensorContents;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelInferRequest.InferInputTensor;
import org.residual.grpc.messages.ModelStreamInferResponse;
import org.residual.grpc.messages.ServerLiveRequest;
import org.residual.inference.model.ServingStatistics;
import org.residual.inference.model.VersionStatistics;
import org.residual.inference.predictor.PredictorPool;
import org.residual.metrics.ServingMetrics;
import org.residual.store.ModelStore;
import org.residual.store.version.ReadyVersion;
import org.residual.support.Gate;
import org.residual.support.LocalChannel;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.annotation.DirtiesContext;

/** Streams of requests, as in Triton's documentation and clients. */
@SpringBootTest(
        webEnvironment = WebEnvironment.NONE,
        properties = {
            "residual.grpc.enabled=true",
            "residual.grpc.port=0",
            "residual.predictors.count=1",
            "residual.predictors.batch.images=1"
        })
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class TritonStreamTest {
    private static final String MODEL = "digits-resnet";
    /** The same limit as in the service's class. */
    private static final int MOST_UNDER_WAY = 16;

    private final GrpcServer server;
    private final PredictorPool predictors;
    private final ReadyVersion version;
    private final ServingStatistics statistics;
    private final Gate gate;
    private final ManagedChannel channel;

    TritonStreamTest(
            @Autowired GrpcServer server,
            @Autowired ModelStore models,
            @Autowired PredictorPool predictors,
            @Autowired ServingStatistics statistics,
            @Autowired Gate gate) {
        this.server = server;
        this.predictors = predictors;
        this.version = models.model(MODEL).orElseThrow().serving().orElseThrow();
        this.statistics = statistics;
        this.gate = gate;
        this.channel = LocalChannel.to(server.port());
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class HeldPredictor {
        @Bean
        @Primary
        Gate gate(ServingMetrics metrics) {
            return new Gate(metrics);
        }
    }

    @AfterEach
    void hangUp() {
        channel.shutdownNow();
    }

    private static ModelInferRequest.Builder three(String id) throws IOException {
        return ModelInferRequest.newBuilder()
                .setModelName(MODEL)
                .setId(id)
                .addInputs(InferInputTensor.newBuilder()
                        .setName("image")
                        .setDatatype("BYTES")
                        .addShape(1)
                        .setContents(InferTensorContents.newBuilder()
                                .addBytesContents(
                                        ByteString.copyFrom(Files.readAllBytes(Path.of("samples/three.png"))))));
    }

    private static InferParameter number(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }

    private static void assertAnswers(ModelStreamInferResponse answer, String id) {
        assertThat(answer.getErrorMessage()).isEmpty();
        assertThat(answer.getInferResponse().getId()).isEqualTo(id);
        assertThat(answer.getInferResponse().getOutputsList())
                .extracting(output -> output.getName())
                .containsExactly("log_probabilities", "argmax");
        assertThat(answer.getInferResponse()
                        .getParametersOrThrow("triton_final_response")
                        .getBoolParam())
                .isTrue();
    }

    @Test
    void eachRequestIsAnsweredInItsTurnAndTheStreamEndsWithTheLast() throws Exception {
        StreamCall stream = StreamCall.open(channel);
        for (int i = 0; i < 3 * MOST_UNDER_WAY; i++) {
            stream.send(three("request-" + i).build());
        }
        stream.endRequests();

        for (int i = 0; i < 3 * MOST_UNDER_WAY; i++) {
            assertAnswers(stream.answer(), "request-" + i);
        }
        assertThat(stream.end().getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void anErrorSaysWhichRequestItIsAboutAndLeavesTheOthers() throws Exception {
        StreamCall stream = StreamCall.open(channel);
        gate.close();
        try {
            stream.send(three("first").build());
            await().until(gate::holdsOne);
            stream.send(three("wrong").setModelName("none").build());
            stream.send(three("hasty").putParameters("timeout", number(1)).build());
            stream.send(three("right").build());
            await().until(() -> predictors.queuedImages(version) > 0);
        } finally {
            gate.open();
        }

        assertAnswers(stream.answer(), "first");
        ModelStreamInferResponse wrong = stream.answer();
        assertThat(wrong.getErrorMessage()).contains("There is no model 'none'");
        assertThat(wrong.getInferResponse().getId()).isEqualTo("wrong");
        assertThat(wrong.getInferResponse().getModelName()).isEqualTo("none");
        ModelStreamInferResponse hasty = stream.answer();
        assertThat(hasty.getErrorMessage()).isNotEmpty();
        assertThat(hasty.getInferResponse().getId()).isEqualTo("hasty");
        assertAnswers(stream.answer(), "right");
    }

    @Test
    void whoAsksForStatusesGetsOneWithTheFirstError() throws Exception {
        StreamCall stream = StreamCall.open(channel, "triton_grpc_error", "true");
        stream.send(three("right").build());
        stream.send(three("wrong").setModelName("none").build());
        stream.send(three("late").build());

        assertAnswers(stream.answer(), "right");
        assertThat(stream.end().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(stream.end().getDescription()).contains("There is no model 'none'");
    }

    @Test
    void noMoreRequestsAreTakenThanAreAnswered() throws Exception {
        StreamCall stream = StreamCall.open(channel);
        gate.close();
        try {
            for (int i = 0; i < 3 * MOST_UNDER_WAY; i++) {
                stream.send(three("request-" + i).build());
            }
            await().until(() -> gate.holdsOne() && predictors.queuedImages(version) >= MOST_UNDER_WAY - 1);
            // Over the same connection, after all of them.
            GRPCInferenceServiceGrpc.newBlockingStub(channel).serverLive(ServerLiveRequest.getDefaultInstance());
            assertThat(predictors.queuedImages(version)).isEqualTo(MOST_UNDER_WAY - 1);
        } finally {
            gate.open();
        }
        for (int i = 0; i < 3 * MOST_UNDER_WAY; i++) {
            assertAnswers(stream.answer(), "request-" + i);
        }
        stream.endRequests();
        assertThat(stream.end().getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void whatAClientHasLeftIsNotComputed() throws Exception {
        VersionStatistics before = statistics.of(version);
        StreamCall stream = StreamCall.open(channel);
        gate.close();
        try {
            for (int i = 0; i < MOST_UNDER_WAY; i++) {
                stream.send(three("request-" + i).build());
            }
            await().until(() -> gate.holdsOne() && predictors.queuedImages(version) == MOST_UNDER_WAY - 1);
            channel.shutdownNow();
            await().until(() ->
                    statistics.of(version).failed().count() == before.failed().count() + MOST_UNDER_WAY);
        } finally {
            gate.open();
        }
        await().until(() -> predictors.queuedImages(version) == 0);
        // The one held by the gate.
        assertThat(statistics.of(version).batches()).isEqualTo(before.batches() + 1);
    }

    @Test
    @DirtiesContext
    void aServiceThatStopsAnswersWhatItHasTakenAndEndsTheStream() throws Exception {
        StreamCall stream = StreamCall.open(channel);
        StreamCall idle = StreamCall.open(channel);
        idle.send(three("before").build());
        assertAnswers(idle.answer(), "before");
        gate.close();
        try {
            stream.send(three("taken").build());
            await().until(gate::holdsOne);
            server.shutDown();
        } finally {
            gate.open();
        }

        assertAnswers(stream.answer(), "taken");
        assertThat(stream.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(stream.end().getDescription()).contains("open another stream");
        assertThat(idle.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
}
