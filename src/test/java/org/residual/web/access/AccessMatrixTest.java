package org.residual.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.grpc.GrpcServer;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.grpc.messages.InferTensorContents;
import org.residual.grpc.messages.ModelConfigRequest;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelInferRequest.InferInputTensor;
import org.residual.grpc.messages.ModelMetadataRequest;
import org.residual.grpc.messages.ModelReadyRequest;
import org.residual.grpc.messages.RepositoryModelLoadRequest;
import org.residual.grpc.messages.RepositoryModelUnloadRequest;
import org.residual.support.FirstMessage;
import org.residual.support.LocalChannel;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.FilePart;
import org.residual.support.TestKeys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Access control with keys: every endpoint, with every kind of credential. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "residual.grpc.enabled=true",
            "residual.grpc.port=0",
            "management.endpoints.web.exposure.include=health,prometheus,info,sbom,metrics"
        })
@ContextConfiguration(initializers = TestKeys.Configured.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class AccessMatrixTest {
    /** The answer by credential: without a key, with an unknown one, with one that can predict, one that can manage. */
    private static final String TABLE = """
            request                                   | none | unknown | predicts | manages
            POST /predict                                   | 401  | 401     | 200      | 403
            POST /models/{model}/predict                    | 401  | 401     | 200      | 403
            POST /models/{model}/versions/{version}/predict | 401  | 401     | 200      | 403
            POST /v2/models/{model}/infer                   | 401  | 401     | 200      | 403
            POST /v2/models/{model}/versions/{version}/infer | 401 | 401     | 200      | 403
            POST /v1/models/{model}:predict                 | 401  | 401     | 200      | 403
            POST /v1/models/{model}:explain                 | 401  | 401     | 501      | 501
            GET /v1/models                                  | 401  | 401     | 200      | 200
            GET /v1/models/{model}                          | 401  | 401     | 200      | 200
            GET /models                                     | 401  | 401     | 200      | 200
            GET /models/{model}                             | 401  | 401     | 200      | 200
            GET /v2                                         | 401  | 401     | 200      | 200
            GET /v2/models/{model}                          | 401  | 401     | 200      | 200
            GET /v2/models/{model}/ready                    | 401  | 401     | 200      | 200
            GET /v2/models/{model}/versions/{version}       | 401  | 401     | 200      | 200
            GET /v2/models/{model}/versions/{version}/ready | 401  | 401     | 200      | 200
            GET /v2/                                        | 401  | 401     | 200      | 200
            GET /v2/models/{model}/config                   | 401  | 401     | 200      | 200
            GET /v2/models/{model}/versions/{version}/config | 401  | 401     | 200      | 200
            GET /v2/models/stats                            | 401  | 401     | 200      | 200
            GET /v2/models/{model}/stats                    | 401  | 401     | 200      | 200
            GET /v2/models/{model}/versions/{version}/stats | 401  | 401     | 200      | 200
            GET /v2/systemsharedmemory/**                   | 401  | 401     | 501      | 501
            POST /v2/systemsharedmemory/**                  | 401  | 401     | 501      | 501
            GET /v2/cudasharedmemory/**                     | 401  | 401     | 501      | 501
            POST /v2/cudasharedmemory/**                    | 401  | 401     | 501      | 501
            GET /v2/trace/setting                           | 401  | 401     | 501      | 501
            POST /v2/trace/setting                          | 401  | 401     | 501      | 501
            GET /v2/models/{model}/trace/setting            | 401  | 401     | 501      | 501
            POST /v2/models/{model}/trace/setting           | 401  | 401     | 501      | 501
            GET /v2/logging                                 | 401  | 401     | 501      | 501
            POST /v2/logging                                | 401  | 401     | 501      | 501
            POST /v2/repository/index                       | 401  | 401     | 200      | 200
            POST /v2/repository/models/{model}/unload       | 401  | 401     | 403      | 200
            POST /v2/repository/models/{model}/load         | 401  | 401     | 403      | 200
            GET /v2/health/live                             | 200  | 200     | 200      | 200
            GET /v2/health/ready                            | 200  | 200     | 200      | 200
            GET /                                           | 200  | 200     | 200      | 200
            GET /page/{name}                                | 200  | 200     | 200      | 200
            GET /openapi.json                               | 200  | 200     | 200      | 200
            GET /swagger-ui/index.html                      | 200  | 200     | 200      | 200
            GET /nothing                                    | 401  | 401     | 404      | 404
            GET /actuator/health                            | 200  | 200     | 200      | 200
            GET /actuator/info                              | 200  | 200     | 200      | 200
            GET /actuator/prometheus                        | 200  | 200     | 200      | 200
            GET /actuator/sbom                              | 200  | 200     | 200      | 200
            GET /actuator/metrics                           | 401  | 401     | 403      | 200
            gRPC inference.GRPCInferenceService/ServerLive  | OK   | OK      | OK       | OK
            gRPC inference.GRPCInferenceService/ServerReady | OK   | OK      | OK       | OK
            gRPC inference.GRPCInferenceService/ServerMetadata | UNAUTHENTICATED | UNAUTHENTICATED | OK | OK
            gRPC inference.GRPCInferenceService/ModelReady  | UNAUTHENTICATED | UNAUTHENTICATED | OK | OK
            gRPC inference.GRPCInferenceService/ModelMetadata | UNAUTHENTICATED | UNAUTHENTICATED | OK | OK
            gRPC inference.GRPCInferenceService/ModelInfer  | UNAUTHENTICATED | UNAUTHENTICATED | OK | PERMISSION_DENIED
            gRPC inference.GRPCInferenceService/ModelConfig | UNAUTHENTICATED | UNAUTHENTICATED | OK | OK
            gRPC inference.GRPCInferenceService/ModelStatistics | UNAUTHENTICATED | UNAUTHENTICATED | OK | OK
            gRPC inference.GRPCInferenceService/RepositoryIndex | UNAUTHENTICATED | UNAUTHENTICATED | OK | OK
            gRPC inference.GRPCInferenceService/RepositoryModelUnload | UNAUTHENTICATED | UNAUTHENTICATED | PERMISSION_DENIED | OK
            gRPC inference.GRPCInferenceService/RepositoryModelLoad | UNAUTHENTICATED | UNAUTHENTICATED | PERMISSION_DENIED | OK
            gRPC inference.GRPCInferenceService/ModelStreamInfer | UNAUTHENTICATED | UNAUTHENTICATED | OK | PERMISSION_DENIED
            gRPC inference.GRPCInferenceService/SystemSharedMemoryStatus | UNAUTHENTICATED | UNAUTHENTICATED | UNIMPLEMENTED | UNIMPLEMENTED
            gRPC inference.GRPCInferenceService/SystemSharedMemoryRegister | UNAUTHENTICATED | UNAUTHENTICATED | UNIMPLEMENTED | UNIMPLEMENTED
            gRPC inference.GRPCInferenceService/SystemSharedMemoryUnregister | UNAUTHENTICATED | UNAUTHENTICATED | UNIMPLEMENTED | UNIMPLEMENTED
            gRPC inference.GRPCInferenceService/CudaSharedMemoryStatus | UNAUTHENTICATED | UNAUTHENTICATED | UNIMPLEMENTED | UNIMPLEMENTED
            gRPC inference.GRPCInferenceService/CudaSharedMemoryRegister | UNAUTHENTICATED | UNAUTHENTICATED | UNIMPLEMENTED | UNIMPLEMENTED
            gRPC inference.GRPCInferenceService/CudaSharedMemoryUnregister | UNAUTHENTICATED | UNAUTHENTICATED | UNIMPLEMENTED | UNIMPLEMENTED
            gRPC inference.GRPCInferenceService/TraceSetting | UNAUTHENTICATED | UNAUTHENTICATED | UNIMPLEMENTED | UNIMPLEMENTED
            gRPC inference.GRPCInferenceService/LogSettings | UNAUTHENTICATED | UNAUTHENTICATED | UNIMPLEMENTED | UNIMPLEMENTED
            gRPC grpc.health.v1.Health/Check                | OK   | OK      | OK       | OK
            gRPC grpc.health.v1.Health/Watch                | OK   | OK      | OK       | OK
            gRPC grpc.reflection.v1.ServerReflection/ServerReflectionInfo | OK | OK | OK   | OK
            gRPC grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo | OK | OK | OK | OK
            """;

    private static final ServerReflectionRequest LIST_SERVICES =
            ServerReflectionRequest.newBuilder().setListServices("").build();
    private static final io.grpc.reflection.v1alpha.ServerReflectionRequest LIST_SERVICES_EARLIER =
            io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
                    .setListServices("")
                    .build();
    private static final String THREE = base64("samples/three.png");
    private static final String INFERENCE = """
            {"inputs": [{"name": "image", "datatype": "BYTES", "shape": [1], "data": ["%s"]}]}""".formatted(THREE);

    private static final String INSTANCES = """
            {"instances": [{"b64": "%s"}]}""".formatted(THREE);

    private final ServiceClient service;
    private final ServiceClient management;
    private final ManagedChannel channel;
    private final RequestMappingHandlerMapping mappings;
    private final PathMappedEndpoints endpoints;

    AccessMatrixTest(
            @LocalServerPort int port,
            @LocalManagementPort int managementPort,
            @Autowired GrpcServer server,
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings,
            @Autowired PathMappedEndpoints endpoints) {
        this.service = new ServiceClient(port);
        this.management = new ServiceClient(managementPort);
        this.channel = LocalChannel.to(server.port());
        this.mappings = mappings;
        this.endpoints = endpoints;
    }

    @AfterEach
    void hangUp() {
        channel.shutdownNow();
    }

    private static String base64(String file) {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A cell of the table. */
    record Case(String asked, String by, String answered) {
        String key() {
            return switch (by) {
                case "none" -> null;
                case "unknown" -> TestKeys.UNKNOWN;
                case "predicts" -> TestKeys.PREDICTS;
                case "manages" -> TestKeys.MANAGES;
                default -> throw new IllegalArgumentException(by);
            };
        }
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.split("\\|")).map(String::strip).toList();
    }

    static Stream<Case> cases() {
        List<List<String>> rows = TABLE.lines().map(AccessMatrixTest::cells).toList();
        List<String> who = rows.get(0);
        return rows.stream()
                .skip(1)
                .flatMap(row -> Stream.iterate(1, column -> column + 1)
                        .limit(who.size() - 1)
                        .map(column -> new Case(row.get(0), who.get(column), row.get(column))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isAnsweredAsTheTableSays(Case one) {
        String[] words = one.asked().split(" ");
        assertThat(words[0].equals("gRPC") ? call(words[1], one.key()) : status(words[0], words[1], one.key()))
                .isEqualTo(one.answered());
    }

    private String status(String method, String path, String key) {
        String[] headers = key == null ? new String[0] : new String[] {"X-API-Key", key};
        String model = path.startsWith("/v2/repository") ? "digits-convbnnet" : "digits-resnet";
        String address = path.replace("{model}", model)
                .replace("{version}", "1")
                .replace("{name}", "page.js")
                .replace("**", "status");
        ServiceClient asked = path.startsWith("/actuator") ? management : service;
        int status = method.equals("GET")
                ? asked.get(address, headers).status()
                : address.endsWith("/predict")
                        ? asked.predict(address, List.of(FilePart.of(Path.of("samples/three.png"))), headers)
                                .status()
                        : asked.post(
                                        address,
                                        "application/json",
                                        body(address).getBytes(StandardCharsets.UTF_8),
                                        headers)
                                .status();
        return Integer.toString(status);
    }

    private static String body(String address) {
        if (address.endsWith("/infer")) {
            return INFERENCE;
        }
        return address.endsWith(":predict") ? INSTANCES : "";
    }

    private String call(String method, String key) {
        return switch (method.substring(method.indexOf('/') + 1)) {
            case "ModelReady" ->
                call(
                        GRPCInferenceServiceGrpc.getModelReadyMethod(),
                        ModelReadyRequest.newBuilder().setName("digits-resnet").build(),
                        key);
            case "ModelMetadata" ->
                call(
                        GRPCInferenceServiceGrpc.getModelMetadataMethod(),
                        ModelMetadataRequest.newBuilder()
                                .setName("digits-resnet")
                                .build(),
                        key);
            case "ModelConfig" ->
                call(
                        GRPCInferenceServiceGrpc.getModelConfigMethod(),
                        ModelConfigRequest.newBuilder().setName("digits-resnet").build(),
                        key);
            case "RepositoryModelUnload" ->
                call(
                        GRPCInferenceServiceGrpc.getRepositoryModelUnloadMethod(),
                        RepositoryModelUnloadRequest.newBuilder()
                                .setModelName("digits-convbnnet")
                                .build(),
                        key);
            case "RepositoryModelLoad" ->
                call(
                        GRPCInferenceServiceGrpc.getRepositoryModelLoadMethod(),
                        RepositoryModelLoadRequest.newBuilder()
                                .setModelName("digits-convbnnet")
                                .build(),
                        key);
            case "ModelInfer" -> call(GRPCInferenceServiceGrpc.getModelInferMethod(), inference(), key);
            case "ServerReflectionInfo" ->
                call(
                        methods()
                                .filter(each -> each.getFullMethodName().equals(method))
                                .findFirst()
                                .orElseThrow(),
                        method.contains("v1alpha") ? LIST_SERVICES_EARLIER : LIST_SERVICES,
                        key);
            default ->
                call(
                        methods()
                                .filter(each -> each.getFullMethodName().equals(method))
                                .findFirst()
                                .orElseThrow(),
                        Empty.getDefaultInstance(),
                        key);
        };
    }

    /** With the first answer, or with the final status. */
    @SuppressWarnings("unchecked")
    private String call(MethodDescriptor<?, ?> method, Message request, String key) {
        Metadata headers = new Metadata();
        if (key != null) {
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
        }
        CompletableFuture<String> answered = new CompletableFuture<>();
        MethodDescriptor<Message, Message> untyped = (MethodDescriptor<Message, Message>) method;
        ClientCall<Message, Message> call = channel.newCall(untyped, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(Message message) {
                        answered.complete("OK");
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        answered.complete(status.getCode().name());
                    }
                },
                headers);
        call.request(1);
        call.sendMessage(request);
        call.halfClose();
        return answered.join();
    }

    private static Stream<MethodDescriptor<?, ?>> methods() {
        return Stream.of(
                        GRPCInferenceServiceGrpc.getServiceDescriptor(),
                        HealthGrpc.getServiceDescriptor(),
                        ServerReflectionGrpc.getServiceDescriptor(),
                        io.grpc.reflection.v1alpha.ServerReflectionGrpc.getServiceDescriptor())
                .flatMap(service -> service.getMethods().stream());
    }

    private static ModelInferRequest inference() {
        return ModelInferRequest.newBuilder()
                .setModelName("digits-resnet")
                .addInputs(InferInputTensor.newBuilder()
                        .setName("image")
                        .setDatatype("BYTES")
                        .addShape(1)
                        .setContents(InferTensorContents.newBuilder()
                                .addBytesContents(
                                        ByteString.copyFrom(Base64.getDecoder().decode(THREE)))))
                .build();
    }

    @Test
    void theTableHasAllThatThereIs() {
        Set<String> there = new TreeSet<>();
        mappings.getHandlerMethods()
                .keySet()
                .forEach(mapping -> mapping.getPatternValues()
                        .forEach(path -> mapping.getMethodsCondition()
                                .getMethods()
                                .forEach(method -> there.add(method + " " + path))));
        endpoints.stream()
                .filter(endpoint -> !endpoint.getRootPath().isEmpty())
                .forEach(endpoint -> there.add("GET /actuator/" + endpoint.getRootPath()));
        methods().forEach(method -> there.add("gRPC " + method.getFullMethodName()));

        Set<String> inTheTable = new TreeSet<>(cases().map(Case::asked).toList());
        inTheTable.removeAll(Set.of("GET /nothing", "GET /swagger-ui/index.html"));
        assertThat(inTheTable).isEqualTo(there);
    }

    @Test
    void thereAreNoOtherServicesOfGrpc() throws Exception {
        FirstMessage<ServerReflectionResponse> services = new FirstMessage<>();
        StreamObserver<ServerReflectionRequest> asking =
                ServerReflectionGrpc.newStub(channel).serverReflectionInfo(services);
        asking.onNext(LIST_SERVICES);
        assertThat(services.get().getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .containsExactlyInAnyOrderElementsOf(
                        methods().map(MethodDescriptor::getServiceName).collect(Collectors.toSet()));
        asking.onCompleted();
    }
}
