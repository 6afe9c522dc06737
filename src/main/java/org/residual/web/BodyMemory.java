package org.residual.web;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** How many bytes of bodies are held, of all requests together. */
@Component
final class BodyMemory {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    BodyMemory(RequestLimits limits) {
        this.most = limits.totalBytes().toBytes();
    }

    /**
     * @return whether there was room; if not, nothing was taken
     */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= most) {
            return true;
        }
        release(bytes);
        return false;
    }

    void release(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
