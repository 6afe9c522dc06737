package org.residual.support;

import org.residual.access.KeyHash;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** API keys for tests. */
public final class TestKeys {
    public static final String PREDICTS = "the key of who predicts";
    public static final String MANAGES = "the key of who manages";
    public static final String UNKNOWN = "the key of nobody";

    private TestKeys() {}

    /** Settings with one key that can predict and one that can manage. */
    static String[] settings() {
        return new String[] {
            "residual.access.keys.predicts.sha256=" + KeyHash.of(PREDICTS),
            "residual.access.keys.predicts.scopes=predict",
            "residual.access.keys.manages.sha256=" + KeyHash.of(MANAGES),
            "residual.access.keys.manages.scopes=manage"
        };
    }

    /** Puts them before those of a service that a test starts. */
    public static final class Configured implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of(settings()).applyTo(context);
        }
    }
}
