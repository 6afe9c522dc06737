package org.residual.clients;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** One service for all classes of clients: HTTP/1.1, HTTP/2 without TLS, and gRPC, each on a free port. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"server.http2.enabled=true", "residual.grpc.enabled=true", "residual.grpc.port=0"})
@Timeout(value = 2, unit = TimeUnit.MINUTES)
public @interface RunningService {}
