package org.residual.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.residual.ResidualApplication;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.SpringProperties;

/** The bean definitions prepared by the build, compared with those that the framework finds at a start. */
class PreparedBeansIT {
    private @Nullable String before;

    @BeforeEach
    void remember() {
        before = SpringProperties.getProperty(AotDetector.AOT_ENABLED);
    }

    @AfterEach
    void putBack() {
        SpringProperties.setProperty(AotDetector.AOT_ENABLED, before);
    }

    /** Each bean of the service and of its management context, with its type; without the framework's own. */
    private static Map<String, String> beans(boolean prepared) {
        SpringProperties.setProperty(AotDetector.AOT_ENABLED, Boolean.toString(prepared));
        Map<String, String> beans = new TreeMap<>();
        SpringApplication service = new SpringApplication(ResidualApplication.class);
        service.setMainApplicationClass(ResidualApplication.class);
        service.addListeners((ApplicationListener<ContextRefreshedEvent>)
                refreshed -> beans.putAll(beansOf(refreshed.getApplicationContext())));
        service.run("--server.port=0", "--management.server.port=0").close();
        return beans;
    }

    private static Map<String, String> beansOf(ApplicationContext context) {
        String where = context.getParent() == null ? "" : "management: ";
        return Stream.of(context.getBeanDefinitionNames())
                .filter(name -> !name.contains(".internal"))
                // For a library that only the tests include.
                .filter(name -> !name.toLowerCase(Locale.ROOT).contains("jackson2"))
                .collect(Collectors.toMap(where::concat, name -> String.valueOf(context.getType(name))));
    }

    @Test
    void areTheSame() {
        assertThat(beans(true))
                .isEqualTo(beans(false))
                .containsKeys("predictController", "management: webEndpointServletHandlerMapping");
    }
}
