package org.residual.health;

import java.util.Map;
import java.util.TreeMap;
import org.residual.inference.ModelResolver;
import org.residual.store.Model;
import org.residual.store.ModelStore;
import org.residual.store.ReadyVersion;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up if every model has a version that has reproduced its known answer. */
public final class ModelsHealth implements HealthIndicator {
    private final ModelStore store;
    private final ModelResolver models;

    /**
     * @param store holds the models
     * @param models tells whether all are ready
     */
    public ModelsHealth(ModelStore store, ModelResolver models) {
        this.store = store;
        this.models = models;
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
        return (models.allAreReady() ? Health.up() : Health.outOfService())
                .withDetails(serving)
                .build();
    }
}
