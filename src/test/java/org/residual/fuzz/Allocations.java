package org.residual.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.LongStream;

/** How many bytes threads have allocated on the heap since they began. */
public final class Allocations {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocations() {}

    /**
     * @return bytes
     */
    public static long ofThisThread() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /**
     * @return bytes, of all threads that live
     */
    public static long ofAllThreads() {
        return LongStream.of(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    /** @return nanoseconds of CPU time of this thread */
    static long cpuTimeOfThisThread() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
