package org.residual.classification;

/** An image whose bytes cannot be had; the message is a sentence that says why. */
final class UnreadableImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableImageException(String sentence) {
        super(sentence);
    }
}
