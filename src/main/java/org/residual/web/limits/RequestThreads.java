package org.residual.web.limits;

import jakarta.servlet.ServletRequest;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The server's threads that requests may keep which send or do much. The others are left for probes and listings, which
 * are answered at once.
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
     * @param request holds its thread until it is released, which is when its body has been read to the end too
     * @return whether it may; true if it holds one already
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

    /** If it holds one. */
    public void release(ServletRequest request) {
        if (request.getAttribute(HELD) == this) {
            free.release();
            // To remove it, the server wants to know the context, and a malformed request has none.
            request.setAttribute(HELD, RELEASED);
        }
    }

    int count() {
        return count;
    }
}
