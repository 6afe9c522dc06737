package org.residual.classification;

/** Thrown if classification cannot continue, through no fault of an image; the message is a sentence or two. */
public final class ClassificationStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message for the user
     * @param cause why classification cannot continue
     */
    public ClassificationStoppedException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * @param sentence to append to the message
     */
    ClassificationStoppedException with(String sentence) {
        return new ClassificationStoppedException(getMessage() + " " + sentence, this);
    }
}
