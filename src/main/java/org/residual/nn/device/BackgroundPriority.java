package org.residual.nn.device;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a thread step back for those that answer requests. */
public final class BackgroundPriority {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundPriority.class);

    /** A tenth of the processor time that a thread of the usual priority gets beside it. */
    private static final int NICE = 10;

    private static final int PROCESS = 0;
    private static final int SELF = 0;

    private BackgroundPriority() {}

    /**
     * Lowers the priority of the calling thread for good, where the system can do so for a single one, which is Linux.
     * Java's own priorities have no effect there.
     */
    public static void takeForThisThread() {
        if (System.getProperty("os.name").equals("Linux")) {
            try {
                Function setpriority = NativeLibrary.getProcess().getFunction("setpriority");
                setpriority.invokeInt(new Object[] {PROCESS, SELF, NICE});
            } catch (LinkageError e) {
                LOG.debug(
                        "The priority of {} stays as it is",
                        Thread.currentThread().getName(),
                        e);
            }
        }
    }
}
