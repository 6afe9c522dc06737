package org.residual.fuzz;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** The guarantees for any input: no undeclared error, bounded memory, bounded time, and no effect on the next input. */
public final class Promise implements AutoCloseable {
    /** Of CPU time, so that a busy machine does not matter. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final int INPUTS_A_KNOWN_ONE = 64;

    private final Subject subject;
    private int inputs;

    /** @param subject to check */
    public Promise(Subject subject) throws IOException {
        this.subject = subject;
        // Class loading is not attributed to an input.
        subject.readKnown();
    }

    /**
     * @param input anything
     * @return its outcome
     * @throws AssertionError if a guarantee is broken
     */
    public String hold(byte[] input) throws IOException {
        long allocated = subject.allocated();
        long computed = Allocations.cpuTimeOfThisThread();
        String outcome = subject.read(input);
        Duration time = Duration.ofNanos(Allocations.cpuTimeOfThisThread() - computed);
        long memory = subject.allocated() - allocated;
        if (memory > subject.mostMemory(input.length)) {
            throw new AssertionError(String.format(
                    Locale.ROOT,
                    "%,d bytes were allocated for %,d, more than %,d.",
                    memory,
                    input.length,
                    subject.mostMemory(input.length)));
        }
        if (time.compareTo(LONGEST) > 0) {
            throw new AssertionError(String.format(Locale.ROOT, "It took %s.", time));
        }
        if (++inputs % INPUTS_A_KNOWN_ONE == 0) {
            subject.readKnown();
        }
        return outcome;
    }

    @Override
    public void close() {
        subject.close();
    }
}
