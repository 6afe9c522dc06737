package org.residual.health;

import java.util.Map;
import java.util.TreeMap;
import org.residual.inference.model.Readiness;
import org.residual.store.ModelStore;
import org.residual.store.version.Model;
import org.residual.store.version.ReadyVersion;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up if all required models are ready: a version of each has reproduced its known answer. Out of service also while the
 * service is stopping, even if its start has not ended by then.
 */
public final class ModelsHealth implements HealthIndicator {
    private final ModelStore store;
    private final Readiness readiness;

    /**
     * @param store holds the models
     * @param readiness gives the models that prevent readiness
     */
    public ModelsHealth(ModelStore store, Readiness readiness) {
        this.store = store;
        this.readiness = readiness;
    }

    @Override
    public Health health() {
        Map<String, Object> serving = new TreeMap<>();
        for (Model model : store.models()) {
            serving.put(
                    model.name(),
                    model.serving()
                            .map(ReadyVersion::number)
                            .<Object>map(version -> version)
                            .orElse("none is ready"));
        }
        serving.putAll(readiness.unready());
        return (readiness.isReady() ? Health.up() : Health.outOfService())
                .withDetails(serving)
                .build();
    }
}
