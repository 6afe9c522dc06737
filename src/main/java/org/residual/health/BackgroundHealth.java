package org.residual.health;

import org.residual.background.BackgroundLoop;
import org.residual.background.BackgroundLoops;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down if a background loop hangs: only a restart of the service helps. */
public final class BackgroundHealth implements HealthIndicator {
    private final BackgroundLoops loops;

    /** @param loops all background loops */
    public BackgroundHealth(BackgroundLoops loops) {
        this.loops = loops;
    }

    @Override
    public Health health() {
        boolean hangs = loops.all().stream().anyMatch(BackgroundLoop::hangs);
        Health.Builder health = hangs ? Health.down() : Health.up();
        for (BackgroundLoop loop : loops.all()) {
            String last = "last ran " + loop.age().toSeconds() + " s ago";
            health.withDetail(
                    loop.name(),
                    loop.hangs() ? last + ", the limit is " + loop.limit().toSeconds() + " s" : last);
        }
        return health.build();
    }
}
