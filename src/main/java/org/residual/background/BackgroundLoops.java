package org.residual.background;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.residual.background.BackgroundLoop.Round;

/** All loops of the service, by name. */
public final class BackgroundLoops {
    private final LongSupplier nanoClock;
    private final Map<String, BackgroundLoop> loops = new ConcurrentSkipListMap<>();

    /**
     * @param nanoClock a clock such as {@link System#nanoTime}
     */
    public BackgroundLoops(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * @param name of the loop and of its thread; replaces an earlier loop of that name
     * @param pause between two rounds
     * @param limit longest time between rounds or, within a long round, between reports of progress
     * @param round the work to repeat
     * @return the loop, to be closed
     */
    public BackgroundLoop start(String name, Duration pause, Duration limit, Round round) {
        BackgroundLoop loop = new BackgroundLoop(name, limit, nanoClock);
        loops.put(name, loop);
        loop.start(pause, round);
        return loop;
    }

    /**
     * Reports progress of a long round, from any thread.
     *
     * @param name of the loop, which need not exist
     */
    public void progressed(String name) {
        BackgroundLoop loop = loops.get(name);
        if (loop != null) {
            loop.progressed();
        }
    }

    /**
     * @return all of them, by name
     */
    public Collection<BackgroundLoop> all() {
        return loops.values();
    }
}
