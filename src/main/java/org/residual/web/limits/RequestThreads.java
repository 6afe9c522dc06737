package org.residual.web.limits;

import jakarta.servlet.ServletRequest;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Limits how many of the server's threads slow requests may hold. The rest stay free for probes and listings, which are
 * answered at once.
 */
@Component
public final class RequestThreads {
    private static final int MOST_RESERVED = 32;
    private static final int SHARE_RESERVED = 10;
    private static final String HELD = RequestThreads.class.getName();

    private static final String RELEASED = "released";

    private final int count;
    private final Semaphore free;

    RequestThreads(@Value("${server.tomcat.threads.max}") int threads) {
        this.count = Math.max(1, threads - Math.max(1, Math.min(MOST_RESERVED, threads / SHARE_RESERVED)));
        this.free = new Semaphore(count);
    }

    /**
     * @param request holds its thread until it is released, which is after its body has been read to the end
     * @return whether it may proceed; true if it holds a thread already
     */
    public boolean take(ServletRequest request) {
        if (request.getAttribute(HELD) == this) {
            return true;
        }
        boolean taken = free.tryAcquire();
        if (taken) {
            request.setAttribute(HELD, this);
        }
        return taken;
    }

    /** Does nothing if it holds none. */
    public void release(ServletRequest request) {
        if (request.getAttribute(HELD) == this) {
            free.release();
            // Removing it needs the context, which a malformed request does not have.
            request.setAttribute(HELD, RELEASED);
        }
    }

    int count() {
        return count;
    }
}
