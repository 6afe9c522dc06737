package org.residual.nn;

/** An input from which a layer would see a single value per channel, whose standard deviation does not exist. */
public final class InputTooSmallException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message says what was given and what is the least that works
     */
    public InputTooSmallException(String message) {
        super(message);
    }
}
