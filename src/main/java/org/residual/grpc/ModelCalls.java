package org.residual.grpc;

import io.grpc.stub.StreamObserver;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.residual.grpc.messages.ModelConfigRequest;
import org.residual.grpc.messages.ModelConfigResponse;
import org.residual.grpc.messages.ModelMetadataRequest;
import org.residual.grpc.messages.ModelMetadataResponse;
import org.residual.grpc.messages.ModelReadyRequest;
import org.residual.grpc.messages.ModelReadyResponse;
import org.residual.grpc.messages.ModelStatisticsRequest;
import org.residual.grpc.messages.ModelStatisticsResponse;
import org.residual.grpc.messages.RepositoryIndexRequest;
import org.residual.grpc.messages.RepositoryIndexResponse;
import org.residual.grpc.messages.RepositoryModelLoadRequest;
import org.residual.grpc.messages.RepositoryModelLoadResponse;
import org.residual.grpc.messages.RepositoryModelUnloadRequest;
import org.residual.grpc.messages.RepositoryModelUnloadResponse;
import org.residual.grpc.messages.ServerLiveRequest;
import org.residual.grpc.messages.ServerLiveResponse;
import org.residual.grpc.messages.ServerMetadataRequest;
import org.residual.grpc.messages.ServerMetadataResponse;
import org.residual.grpc.messages.ServerReadyRequest;
import org.residual.grpc.messages.ServerReadyResponse;
import org.residual.protocol.model.ServerMetadata;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import org.residual.store.file.VersionFolder;

/** The calls that describe the server and its models, and those that load and unload models. */
abstract class ModelCalls extends UnsupportedCalls {
    private final ServedModels served;

    ModelCalls(ServedModels served) {
        this.served = served;
    }

    @Override
    public final void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> answer) {
        answer(answer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public final void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> answer) {
        answer(
                answer,
                () -> ServerReadyResponse.newBuilder()
                        .setReady(served.readiness().isReady())
                        .build());
    }

    @Override
    public final void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> answer) {
        answer(answer, () -> {
            served.models().model(request.getName());
            boolean ready = served.models()
                    .find(request.getName(), version(request.getVersion()))
                    .isPresent();
            return ModelReadyResponse.newBuilder().setReady(ready).build();
        });
    }

    @Override
    public final void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> answer) {
        answer(answer, () -> {
            ServerMetadata metadata = ServerMetadata.ofThisServer();
            return ServerMetadataResponse.newBuilder()
                    .setName(metadata.name())
                    .setVersion(metadata.version())
                    .addAllExtensions(metadata.extensions())
                    .build();
        });
    }

    @Override
    public final void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> answer) {
        answer(
                answer,
                () -> ModelMessages.metadata(
                        served.reports().metadata(request.getName(), version(request.getVersion()))));
    }

    @Override
    public final void modelConfig(ModelConfigRequest request, StreamObserver<ModelConfigResponse> answer) {
        answer(
                answer,
                () -> ModelMessages.configuration(
                        served.reports().configuration(request.getName(), version(request.getVersion()))));
    }

    @Override
    public final void modelStatistics(ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> answer) {
        answer(answer, () -> {
            String model = request.getName().isEmpty() ? null : request.getName();
            return ModelMessages.statistics(served.reports().statistics(model, version(request.getVersion())));
        });
    }

    @Override
    public final void repositoryIndex(RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> answer) {
        answer(answer, () -> ModelMessages.index(served.repository().index(request.getReady())));
    }

    @Override
    public final void repositoryModelLoad(
            RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> answer) {
        answer(answer, () -> {
            served.repository()
                    .load(request.getModelName(), request.getParametersMap().keySet());
            return RepositoryModelLoadResponse.getDefaultInstance();
        });
    }

    @Override
    public final void repositoryModelUnload(
            RepositoryModelUnloadRequest request, StreamObserver<RepositoryModelUnloadResponse> answer) {
        answer(answer, () -> {
            served.repository().unload(request.getModelName());
            return RepositoryModelUnloadResponse.getDefaultInstance();
        });
    }

    /** An answer, or an error. */
    @FunctionalInterface
    private interface Message<T> {
        T make() throws IOException;
    }

    private static <T> void answer(StreamObserver<T> answer, Message<T> message) {
        try {
            answer.onNext(message.make());
            answer.onCompleted();
        } catch (Throwable e) {
            answer.onError(CallErrors.of(e));
        }
    }

    /** Null if none is named. */
    static @Nullable Long version(String text) {
        if (text.isEmpty()) {
            return null;
        }
        return VersionFolder.number(text)
                .orElseThrow(() -> new InvalidInferenceRequestException(
                        "'" + text + "' is not a valid version: use a whole number, such as 1."));
    }
}
