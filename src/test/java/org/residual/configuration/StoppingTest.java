package org.residual.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.residual.ResidualApplication;
import org.residual.grpc.GrpcServer;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.grpc.messages.ServerReadyRequest;
import org.residual.support.ServiceClient;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The probes while a stopping service still accepts requests. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StoppingTest {
    private static final String READINESS = "/actuator/health/readiness";

    private ConfigurableApplicationContext context;
    private Thread stop;

    private void start(SpringApplication application) {
        application.setRegisterShutdownHook(false);
        context = application.run(
                "--server.port=0",
                "--management.server.port=0",
                "--residual.grpc.enabled=true",
                "--residual.grpc.port=0",
                "--residual.store.watch=false",
                "--residual.shutdown.delay=1m");
    }

    private void stop(ConfigurableApplicationContext service) {
        stop = new Thread(service::close);
        stop.start();
        await().until(() -> readiness(service) == 503);
    }

    /** Without its delay. */
    @AfterEach
    void end() throws InterruptedException {
        stop.interrupt();
        stop.join();
    }

    private static int port(ConfigurableApplicationContext service, String server) {
        return service.getEnvironment().getRequiredProperty("local." + server + ".port", Integer.class);
    }

    private static int readiness(ConfigurableApplicationContext service) {
        return new ServiceClient(port(service, "management")).get(READINESS).status();
    }

    private void assertThatNoProbeSaysReady() throws InterruptedException {
        assertThat(readiness(context)).isEqualTo(503);
        assertThat(new ServiceClient(port(context, "server"))
                        .get("/v2/health/ready")
                        .status())
                .isEqualTo(400);
        ManagedChannel channel = Grpc.newChannelBuilder(
                        "localhost:" + context.getBean(GrpcServer.class).port(), InsecureChannelCredentials.create())
                .build();
        try {
            assertThat(GRPCInferenceServiceGrpc.newBlockingStub(channel)
                            .serverReady(ServerReadyRequest.getDefaultInstance())
                            .getReady())
                    .isFalse();
            for (String service : new String[] {"", GRPCInferenceServiceGrpc.SERVICE_NAME}) {
                assertThat(HealthGrpc.newBlockingStub(channel)
                                .check(HealthCheckRequest.newBuilder()
                                        .setService(service)
                                        .build())
                                .getStatus())
                        .isEqualTo(ServingStatus.NOT_SERVING);
            }
        } finally {
            channel.shutdownNow();
            channel.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void noProbeSaysReadyAnyMore() throws InterruptedException {
        start(new SpringApplication(ResidualApplication.class));
        assertThat(readiness(context)).isEqualTo(200);
        stop(context);
        await().untilAsserted(this::assertThatNoProbeSaysReady);
    }

    /** The framework reports readiness after its runners, even if the service is stopping by then. */
    @Test
    void noProbeSaysReadyIfItWasAskedBeforeItsStartHadEnded() throws InterruptedException {
        SpringApplication application = new SpringApplication(ResidualApplication.class);
        application.addInitializers(starting ->
                starting.getBeanFactory().registerSingleton("stop", (ApplicationRunner) arguments -> stop(starting)));
        start(application);
        await().untilAsserted(this::assertThatNoProbeSaysReady);
    }

    /** For example of a context that other tests will use again. */
    @Test
    void aPauseDoesNotStopTheServiceForGood() {
        start(new SpringApplication(ResidualApplication.class));
        context.pause();
        context.restart();
        assertThat(new ServiceClient(port(context, "server"))
                        .get("/v2/health/ready")
                        .status())
                .isEqualTo(200);
        stop(context);
    }
}
