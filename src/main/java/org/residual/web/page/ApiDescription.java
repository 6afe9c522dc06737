package org.residual.web.page;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.residual.image.format.ImageFormat;
import org.residual.store.descriptor.ModelArchitecture;
import org.springframework.beans.factory.config.YamlMapFactoryBean;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Serves the OpenAPI description of the HTTP interface. */
@RestController
final class ApiDescription {
    /** The header of proxies that serve this service below a path of their own. */
    private static final String PREFIX_HEADER = "X-Forwarded-Prefix";

    private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9._~-]+){1,16}");
    private static final String SERVERS = "servers";

    /** Read at the first request: reading it would delay the start. */
    private final Supplier<Map<String, Object>> openApi = SingletonSupplier.of(ApiDescription::read);

    private static Map<String, Object> read() {
        YamlMapFactoryBean yaml = new YamlMapFactoryBean();
        yaml.setResources(new ClassPathResource("api/openapi.yaml"), lists());
        return Objects.requireNonNull(yaml.getObject(), "the description is in the jar");
    }

    /** The lists that the code has, which are merged with the file. */
    private static Resource lists() {
        String types =
                ImageFormat.mediaTypes().stream().map(type -> type + ": {}").collect(Collectors.joining(", "));
        String architectures = Stream.of(ModelArchitecture.values())
                .map(architecture -> architecture.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        String yaml = "components: {requestBodies: {Images: {content: {" + types + "}}},"
                + " schemas: {ModelVersion: {properties: {architecture: {enum: [" + architectures + "]}}}}}";
        return new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param prefix of the path at which clients reach the service; null for the root of its host. It affects nothing
     *     but this description, so a client that sends a wrong one misleads only itself
     */
    @GetMapping(path = "/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> openApi(
            @RequestHeader(name = PREFIX_HEADER, required = false) @Nullable String prefix) {
        return ResponseEntity.ok()
                .header(HttpHeaders.VARY, PREFIX_HEADER)
                .body(prefix == null || !PREFIX.matcher(prefix).matches() ? openApi.get() : below(prefix));
    }

    private Map<String, Object> below(String prefix) {
        Map<String, Object> moved = new LinkedHashMap<>(openApi.get());
        moved.put(SERVERS, List.of(Map.of("url", prefix)));
        return moved;
    }
}
