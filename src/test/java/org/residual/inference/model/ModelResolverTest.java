package org.residual.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.residual.store.ModelStore;
import org.residual.store.listing.Origin;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.ReadyVersion;

class ModelResolverTest {
    @Test
    void errorsKeepNoHoldOnAVersion() throws Exception {
        ReadyVersion used;
        try (ModelStore store = ModelStore.open(
                Origin.of(Path.of("model-store")),
                new VersionLoader(1),
                VersionPolicy.all(),
                Duration.ZERO,
                System::nanoTime)) {
            ModelResolver models = new ModelResolver(store);
            used = models.ready("digits-convbnnet", null);
            for (int i = 0; i < 1000; i++) {
                assertThatThrownBy(() -> models.use("digits-convbnnet", null, Duration.ofSeconds(1), version -> {
                            throw new OutOfMemoryError("provoked");
                        }))
                        .isInstanceOf(OutOfMemoryError.class);
            }
        }
        assertThat(used.retain()).as("whether somebody still holds it").isFalse();
    }
}
