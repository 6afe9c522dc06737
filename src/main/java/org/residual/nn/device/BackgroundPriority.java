package org.residual.nn.device;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lowers the priority of a thread below that of the threads that answer requests. */
public final class BackgroundPriority {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundPriority.class);

    /** A tenth of the CPU time of a thread with normal priority. */
    private static final int NICE = 10;

    private static final int PROCESS = 0;
    private static final int SELF = 0;

    private BackgroundPriority() {}

    /**
     * Lowers the priority of the calling thread for good. Works only on Linux, which can do so for a single thread;
     * Java's own priorities have no effect there.
     */
    public static void takeForThisThread() {
        if (System.getProperty("os.name").equals("Linux")) {
            try {
                Function setpriority = NativeLibrary.getProcess().getFunction("setpriority");
                setpriority.invokeInt(new Object[] {PROCESS, SELF, NICE});
            } catch (LinkageError e) {
                LOG.debug(
                        "The priority of {} is unchanged",
                        Thread.currentThread().getName(),
                        e);
            }
        }
    }
}
