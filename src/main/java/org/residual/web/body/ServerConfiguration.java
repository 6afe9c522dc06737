package org.residual.web.body;

import org.apache.coyote.AbstractProtocol;
import org.residual.memory.RequestMemory;
import org.residual.web.limits.RequestLimits;
import org.residual.web.limits.RequestThreads;
import org.residual.web.limits.RequestTimeout;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.RequestContextFilter;

/** Applies the limits of a request to the server. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {
    private static final String READ_BUFFER = Integer.toString(16 * 1024);

    /** The buffers of a connection, and the objects of its request. */
    private static final int BYTES_OF_A_CONNECTION = 96 * 1024;

    private static final int PARTS_OF_THE_HEAP = 4;

    /** The server's default of one system call for each 8 KiB costs as much as the copying. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> readBuffer() {
        return factory -> factory.addConnectorCustomizers(
                connector -> connector.setProperty("socket.appReadBufSize", READ_BUFFER));
    }

    /** The framework's servlet repeats what the server would do for each request; nothing needs it earlier. */
    @Bean
    FilterRegistrationBean<RequestContextFilter> noRequestContextBeforeTheServlet() {
        FilterRegistrationBean<RequestContextFilter> registration =
                new FilterRegistrationBean<>(new RequestContextFilter());
        registration.setEnabled(false);
        return registration;
    }

    /** A connection keeps its buffers while it lasts: many idle ones must not use up the heap. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionsThatTheHeapHolds() {
        int most = (int) Math.min(
                Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / PARTS_OF_THE_HEAP / BYTES_OF_A_CONNECTION);
        return factory -> factory.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
                protocol.setMaxConnections(Math.min(protocol.getMaxConnections(), most));
            }
        });
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
