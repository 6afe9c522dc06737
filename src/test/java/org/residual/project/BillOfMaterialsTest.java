package org.residual.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.residual.support.ServiceClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import tools.jackson.databind.JsonNode;

/** The bill of materials that the build writes. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class BillOfMaterialsTest {
    /** Licences whose terms reach no further than the component itself. */
    private static final Set<String> ALLOWED =
            Set.of("Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "EPL-2.0", "CC0-1.0");

    private final ServiceClient management;

    BillOfMaterialsTest(@LocalManagementPort int managementPort) {
        this.management = new ServiceClient(managementPort);
    }

    private JsonNode components() {
        return management.get("/actuator/sbom/application").json().path("components");
    }

    /** SPDX identifiers. With several, one suffices, since the user may choose. */
    private static Stream<String> licences(JsonNode component) {
        return component
                .path("licenses")
                .valueStream()
                .map(choice -> choice.at("/license/id"))
                .filter(JsonNode::isString)
                .map(JsonNode::asString);
    }

    @Test
    void everyComponentHasALicenceThatIsAllowed() {
        TreeMap<String, String> others = new TreeMap<>();
        for (JsonNode component : components()) {
            if (licences(component).noneMatch(ALLOWED::contains)) {
                others.put(
                        component.path("purl").asString(),
                        component.path("licenses").toString());
            }
        }
        assertThat(others).isEmpty();
    }

    @Test
    void everyComponentCanBeToldFromAnother() {
        assertThat(components())
                .hasSizeGreaterThan(50)
                .allSatisfy(component -> assertThat(component.path("hashes").valueStream())
                        .anyMatch(hash -> hash.path("alg").asString().equals("SHA-256")));
    }
}
