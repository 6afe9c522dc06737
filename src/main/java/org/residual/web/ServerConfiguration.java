package org.residual.web;

import org.residual.memory.RequestMemory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** Holds the server to the limits of a request. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {
    private static final String READ_BUFFER = Integer.toString(64 * 1024);

    /** A call of the kernel for each 8 KiB, as the server has it otherwise, costs as much as what it copies. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> readBuffer() {
        return factory -> factory.addConnectorCustomizers(
                connector -> connector.setProperty("socket.appReadBufSize", READ_BUFFER));
    }

    @Bean
    BodyValve bodyValve(
            RequestLimits limits,
            RequestTimeout timeout,
            RequestMemory memory,
            RequestThreads threads,
            @Value("${server.tomcat.max-swallow-size}") DataSize drained) {
        return new BodyValve(limits, timeout, memory.bodies(), threads, drained.toBytes());
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> watchedBodies(BodyValve valve) {
        return factory -> factory.addEngineValves(valve);
    }
}
