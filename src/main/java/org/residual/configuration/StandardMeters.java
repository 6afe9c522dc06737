package org.residual.configuration;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the framework's meters comply with Prometheus's rules, as {@code promtool check metrics} checks them. */
@Configuration(proxyBeanMethods = false)
class StandardMeters {
    private static final String REQUESTS = "http.server.requests";

    /**
     * Their unit is not seconds, and no filter can change that; {@code process.cpu.usage} gives the same information.
     */
    @Bean
    MeterFilter noTimesInOtherUnits() {
        return MeterFilter.deny(
                id -> id.getName().equals("process.cpu.time") || id.getName().equals("jvm.compilation.time"));
    }

    /** The service has no sessions. */
    @Bean
    MeterFilter noSessions() {
        return MeterFilter.denyNameStartsWith("tomcat.sessions");
    }

    /** A name that ends in count is reserved for histograms. */
    @Bean
    MeterFilter processorsByTheirName() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().equals("system.cpu.count") ? id.withName("system.processors") : id;
            }
        };
    }

    @Bean
    MeterFilter describedRequests() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().startsWith(REQUESTS)
                        ? new Meter.Id(
                                id.getName(),
                                Tags.of(id.getTagsAsIterable()),
                                id.getBaseUnit(),
                                "HTTP requests of every kind, by path pattern, method and status",
                                id.getType())
                        : id;
            }
        };
    }
}
