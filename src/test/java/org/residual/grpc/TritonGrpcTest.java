package org.residual.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1alpha.ServerReflectionGrpc;
import io.grpc.reflection.v1alpha.ServerReflectionRequest;
import io.grpc.reflection.v1alpha.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.residual.grpc.messages.DataType;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import org.residual.grpc.messages.InferParameter;
import org.residual.grpc.messages.InferTensorContents;
import org.residual.grpc.messages.LogSettingsRequest;
import org.residual.grpc.messages.ModelConfig;
import org.residual.grpc.messages.ModelConfigRequest;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelInferRequest.InferInputTensor;
import org.residual.grpc.messages.ModelInput;
import org.residual.grpc.messages.ModelRepositoryParameter;
import org.residual.grpc.messages.ModelStatistics;
import org.residual.grpc.messages.ModelStatisticsRequest;
import org.residual.grpc.messages.RepositoryIndexRequest;
import org.residual.grpc.messages.RepositoryModelLoadRequest;
import org.residual.grpc.messages.RepositoryModelUnloadRequest;
import org.residual.grpc.messages.SystemSharedMemoryStatusRequest;
import org.residual.grpc.messages.TraceSettingRequest;
import org.residual.support.FirstMessage;
import org.residual.support.LocalChannel;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Triton's extensions of the protocol over gRPC, as documented and as its clients use them. */
@SpringBootTest(
        webEnvironment = WebEnvironment.NONE,
        properties = {"residual.grpc.enabled=true", "residual.grpc.port=0"})
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class TritonGrpcTest {
    private static final String MODEL = "digits-resnet";
    private static final String OTHER = "digits-convbnnet";

    private final ManagedChannel channel;
    private final GRPCInferenceServiceBlockingStub service;

    TritonGrpcTest(@Autowired GrpcServer server) {
        this.channel = LocalChannel.to(server.port());
        this.service = GRPCInferenceServiceGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void hangUp() {
        channel.shutdownNow();
    }

    private static ModelInferRequest.Builder three() throws IOException {
        return ModelInferRequest.newBuilder()
                .setModelName(MODEL)
                .addInputs(InferInputTensor.newBuilder()
                        .setName("image")
                        .setDatatype("BYTES")
                        .addShape(1)
                        .setContents(InferTensorContents.newBuilder()
                                .addBytesContents(
                                        ByteString.copyFrom(Files.readAllBytes(Path.of("samples/three.png"))))));
    }

    private static void assertRefused(ThrowingCallable call, Status.Code code, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(code);
            assertThat(e.getStatus().getDescription()).contains(words);
        });
    }

    @Test
    void theConfigurationTellsHowAModelIsAsked() {
        ModelConfig configuration = service.modelConfig(
                        ModelConfigRequest.newBuilder().setName(MODEL).build())
                .getConfig();
        assertThat(configuration.getName()).isEqualTo(MODEL);
        assertThat(configuration.getMaxBatchSize()).isEqualTo(64);
        assertThat(configuration.getInputList())
                .containsExactly(ModelInput.newBuilder()
                        .setName("image")
                        .setDataType(DataType.TYPE_UINT8)
                        .setFormat(ModelInput.Format.FORMAT_NCHW)
                        .addAllDims(List.of(3L, 32L, 32L))
                        .build());
        assertThat(configuration.getOutput(0).getDimsList()).containsExactly(10L);
        assertThat(configuration.getOutput(0).getLabelFilename()).isEqualTo("labels.txt");
        assertThat(configuration.hasDynamicBatching()).isTrue();
    }

    @Test
    void statisticsCountImages() throws IOException {
        ModelStatisticsRequest request = ModelStatisticsRequest.newBuilder()
                .setName(MODEL)
                .setVersion("1")
                .build();
        ModelStatistics before = service.modelStatistics(request).getModelStats(0);
        service.modelInfer(three().build());

        // The times of a request are recorded after its answer has been written, possibly after the client has read it.
        await().untilAsserted(() -> {
            ModelStatistics after = service.modelStatistics(request).getModelStats(0);
            assertThat(after.getInferenceCount() - before.getInferenceCount()).isEqualTo(1);
            assertThat(after.getInferenceStats().getComputeInfer().getNs())
                    .isGreaterThan(before.getInferenceStats().getComputeInfer().getNs());
        });
    }

    @Test
    void statisticsWithoutANameAreOfAllModels() {
        assertThat(service.modelStatistics(ModelStatisticsRequest.getDefaultInstance())
                        .getModelStatsList())
                .extracting(ModelStatistics::getName)
                .containsExactlyInAnyOrder(MODEL, OTHER);
    }

    @Test
    void aModelIsUnloadedAndLoaded() {
        service.repositoryModelUnload(
                RepositoryModelUnloadRequest.newBuilder().setModelName(OTHER).build());
        RepositoryIndexRequest readyOnly =
                RepositoryIndexRequest.newBuilder().setReady(true).build();
        assertThat(service.repositoryIndex(readyOnly).getModelsList())
                .extracting(model -> model.getName())
                .containsExactly(MODEL);
        service.repositoryModelLoad(
                RepositoryModelLoadRequest.newBuilder().setModelName(OTHER).build());
        assertThat(service.repositoryIndex(readyOnly).getModelsList())
                .extracting(model -> model.getName() + " " + model.getVersion() + " " + model.getState())
                .containsExactly(OTHER + " 1 READY", MODEL + " 1 READY");
    }

    @Test
    void aModelIsLoadedAsItLiesInTheStoreAlone() {
        assertRefused(
                () -> service.repositoryModelLoad(RepositoryModelLoadRequest.newBuilder()
                        .setModelName(OTHER)
                        .putParameters("file:1/model.onnx", ModelRepositoryParameter.getDefaultInstance())
                        .build()),
                Status.Code.INVALID_ARGUMENT,
                "as it is in the model store");
    }

    /** Requests through a proxy on this machine may come from anywhere. */
    @Test
    void withoutAKeyNobodyLoadsThroughAProxy() {
        Metadata forwarded = new Metadata();
        forwarded.put(Metadata.Key.of("x-forwarded-for", Metadata.ASCII_STRING_MARSHALLER), "192.0.2.1");
        GRPCInferenceServiceBlockingStub proxied =
                service.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(forwarded));
        assertRefused(
                () -> proxied.repositoryModelUnload(RepositoryModelUnloadRequest.newBuilder()
                        .setModelName(OTHER)
                        .build()),
                Status.Code.PERMISSION_DENIED,
                "residual.access.keys");
    }

    @Test
    void extensionsThatAreNotSpokenAreRefusedInWords() {
        assertRefused(
                () -> service.systemSharedMemoryStatus(SystemSharedMemoryStatusRequest.getDefaultInstance()),
                Status.Code.UNIMPLEMENTED,
                "Shared memory");
        assertRefused(
                () -> service.traceSetting(TraceSettingRequest.getDefaultInstance()),
                Status.Code.UNIMPLEMENTED,
                "Trace settings");
        assertRefused(
                () -> service.logSettings(LogSettingsRequest.getDefaultInstance()),
                Status.Code.UNIMPLEMENTED,
                "Log settings");
    }

    /** As clients do that use zlib's name for it. */
    @Test
    void messagesMayBeCompressedByDeflate() throws IOException {
        CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
        compressors.register(new Zlib());
        ManagedChannel packing = Grpc.newChannelBuilder(channel.authority(), InsecureChannelCredentials.create())
                .compressorRegistry(compressors)
                .build();
        try {
            assertThat(GRPCInferenceServiceGrpc.newBlockingStub(packing)
                            .withCompression("deflate")
                            .modelInfer(three().build())
                            .getOutputsCount())
                    .isEqualTo(2);
        } finally {
            packing.shutdownNow();
        }
    }

    private static final class Zlib implements Compressor {
        @Override
        public String getMessageEncoding() {
            return "deflate";
        }

        @Override
        public OutputStream compress(OutputStream packed) {
            return new DeflaterOutputStream(packed);
        }
    }

    @Test
    void theEarlierReflectionNamesTheService() throws Exception {
        FirstMessage<ServerReflectionResponse> received = new FirstMessage<>();
        StreamObserver<ServerReflectionRequest> requests =
                ServerReflectionGrpc.newStub(channel).serverReflectionInfo(received);
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(received.get().getListServicesResponse().getServiceList())
                .extracting(found -> found.getName())
                .contains("inference.GRPCInferenceService");
        requests.onCompleted();
    }

    @Test
    void sequencesAreRefusedAndTheTimeoutIsInMicroseconds() throws IOException {
        ModelInferRequest sequence = three().putParameters(
                        "sequence_id",
                        InferParameter.newBuilder().setInt64Param(7).build())
                .build();
        assertRefused(() -> service.modelInfer(sequence), Status.Code.INVALID_ARGUMENT, "Sequences");
        ModelInferRequest hasty = three().putParameters(
                        "timeout", InferParameter.newBuilder().setInt64Param(1).build())
                .build();
        assertRefused(() -> service.modelInfer(hasty), Status.Code.DEADLINE_EXCEEDED, "");
    }
}
