package org.residual.classification.source;

/** Thrown if the bytes of an image cannot be read; the message is a sentence that says why. */
public final class UnreadableImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableImageException(String sentence) {
        super(sentence);
    }
}
