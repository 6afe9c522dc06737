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
     * @param name of the loop and of its thread; takes the place of an earlier loop of that name
     * @param pause between two rounds
     * @param limit how long the loop may take to come round or, in a round that takes long, to get on
     * @param round what is done each time
     * @return the loop, to be closed
     */
    public BackgroundLoop start(String name, Duration pause, Duration limit, Round round) {
        BackgroundLoop loop = new BackgroundLoop(name, limit, nanoClock);
        loops.put(name, loop);
        loop.start(pause, round);
        return loop;
    }

    /**
     * Tells that a round gets on that takes long. It may be told from any thread, of a loop that need not be there.
     *
     * @param name of the loop
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
