package org.residual.classification.source;

/** An image whose bytes cannot be had; the message is a sentence that says why. */
public final class UnreadableImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableImageException(String sentence) {
        super(sentence);
    }
}
