package org.residual.memory;

/** The requested memory is in use; some will be free later. */
public final class MemoryFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param purpose of the memory
     * @param needed bytes
     */
    public MemoryFullException(String purpose, long needed) {
        // There are many under overload: none needs a stack trace.
        super(
                "The memory for " + purpose + " is in use: " + needed + " bytes did not become free.",
                null,
                false,
                false);
    }
}
