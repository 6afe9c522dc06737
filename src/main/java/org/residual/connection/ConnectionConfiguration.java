package org.residual.connection;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has the server speak HTTP over connections that are looked after. */
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {
    @Bean
    ClientConnections clientConnections() {
        return new ClientConnections();
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connections() {
        return factory -> {
            factory.setProtocol(ServiceProtocol.class.getName());
            factory.addEngineValves(new ConnectionValve());
        };
    }
}
