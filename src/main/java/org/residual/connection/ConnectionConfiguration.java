package org.residual.connection;

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
    ServerConnections serverConnections() {
        return new ServerConnections();
    }

    @Bean
    WorkFolders workFolders() {
        return new WorkFolders();
    }
}
