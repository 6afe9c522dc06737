package org.residual.classification;

/** A classification that cannot go on, for a reason that is no image's fault; the message is a sentence or two. */
public final class ClassificationStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what to tell
     * @param cause why it cannot go on
     */
    public ClassificationStoppedException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * @param sentence is added to the message
     */
    ClassificationStoppedException with(String sentence) {
        return new ClassificationStoppedException(getMessage() + " " + sentence, this);
    }
}
