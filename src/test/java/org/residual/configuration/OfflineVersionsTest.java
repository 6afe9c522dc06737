package org.residual.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.residual.classification.AnsweringVersion;
import org.residual.classification.ModelChoice;
import org.residual.store.listing.Origin;

/** A version of a model without the service. */
class OfflineVersionsTest {
    private final AtomicBoolean closed = new AtomicBoolean();
    private final OfflineVersions versions = new OfflineVersions((properties, loops) -> new StoreFolder(closed));

    /** The models that are shipped. */
    private record StoreFolder(AtomicBoolean closed) implements Origin {
        @Override
        public Path folder() {
            return Path.of("model-store");
        }

        @Override
        public Update fetch() {
            return Update.NONE;
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }

    private AnsweringVersion open(String model) {
        return versions.open(
                new ModelChoice(model, null, null, List.of("--residual.predictors.count=1")), warning -> {});
    }

    @Test
    void closesTheOriginOfItsVersion() {
        try (AnsweringVersion answering = open("digits-convbnnet")) {
            assertThat(answering.version().number()).isEqualTo(1);
            assertThat(closed).isTrue();
        }
    }

    @Test
    void closesTheOriginOfAMissingModel() {
        assertThatIllegalArgumentException().isThrownBy(() -> open("missing").close());
        assertThat(closed).isTrue();
    }
}
