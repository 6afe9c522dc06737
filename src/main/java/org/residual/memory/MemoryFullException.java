package org.residual.memory;

/** Others have the memory that is asked for; later there will be some. */
public final class MemoryFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param purpose of the memory
     * @param needed bytes
     */
    public MemoryFullException(String purpose, long needed) {
        // Under overload there are many: none needs to know its stack.
        super(
                "The memory for " + purpose + " is in use: " + needed + " bytes did not become free.",
                null,
                false,
                false);
    }
}
