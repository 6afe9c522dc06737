package org.residual.web;

import java.util.Map;
import org.springframework.beans.factory.config.YamlMapFactoryBean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Describes the HTTP interface to programs, as OpenAPI. */
@RestController
final class ApiDescription {
    private final Map<String, Object> openApi;

    ApiDescription() {
        YamlMapFactoryBean yaml = new YamlMapFactoryBean();
        yaml.setResources(new ClassPathResource("api/openapi.yaml"));
        this.openApi = yaml.getObject();
    }

    @GetMapping(path = "/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    Map<String, Object> openApi() {
        return openApi;
    }
}
