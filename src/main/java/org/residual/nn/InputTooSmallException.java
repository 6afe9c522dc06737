package org.residual.nn;

/** An input so small that a layer would see a single value per channel, which has no standard deviation. */
public final class InputTooSmallException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param message with the given size and the smallest that works */
    public InputTooSmallException(String message) {
        super(message);
    }
}
