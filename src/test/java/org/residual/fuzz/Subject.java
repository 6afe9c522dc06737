package org.residual.fuzz;

import java.io.IOException;

/** Something that reads what others send or store. */
public interface Subject extends AutoCloseable {
    String TAKEN = "taken";

    /**
     * Reads an input. Whatever it throws is a fault.
     *
     * @param input anything
     * @return what became of it: {@link #TAKEN}, or the reason for which it was refused as is declared
     */
    String read(byte[] input) throws IOException;

    /**
     * @param length of an input in bytes
     * @return the most bytes that to read it may allocate
     */
    long mostMemory(int length);

    /** Fails if what is good is not read rightly any more. */
    void readKnown() throws IOException;

    /** Ends what was started for it. */
    @Override
    default void close() {}

    /**
     * @return bytes that were allocated so far where inputs are read
     */
    default long allocated() {
        return Allocations.ofThisThread();
    }
}
