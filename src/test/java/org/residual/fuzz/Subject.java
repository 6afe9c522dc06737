package org.residual.fuzz;

import java.io.IOException;

/** A reader of external data. */
public interface Subject extends AutoCloseable {
    String TAKEN = "taken";

    /**
     * Reads an input. Any exception is a fault.
     *
     * @param input anything
     * @return its outcome: {@link #TAKEN}, or the declared reason for refusing it
     */
    String read(byte[] input) throws IOException;

    /**
     * @param length of an input in bytes
     * @return most bytes that reading it may allocate
     */
    long mostMemory(int length);

    /** Fails if valid inputs are no longer read correctly. */
    void readKnown() throws IOException;

    /** Ends everything that was started for it. */
    @Override
    default void close() {}

    /** @return bytes allocated so far by the reading threads */
    default long allocated() {
        return Allocations.ofThisThread();
    }
}
