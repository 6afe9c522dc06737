package org.residual.connection;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the server use monitored connections. */
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {
    @Bean
    ClientConnections clientConnections() {
        return new ClientConnections();
    }

    @Bean
    ServerConnections serverConnections() {
        return new ServerConnections();
    }

    @Bean
    WorkFolders workFolders() {
        return new WorkFolders();
    }
}
