package org.residual.inference;

import org.residual.image.ImageRefusedException;
import org.residual.image.ImageRefusedException.Reason;

/** An uploaded image that cannot be classified; the message names it. */
public final class RefusedUploadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /**
     * @param image the image refused
     * @param cause why
     */
    RefusedUploadException(ImageInput image, ImageRefusedException cause) {
        this(image.name() + ": " + cause.getMessage(), cause.reason(), cause);
    }

    RefusedUploadException(String message, Reason reason, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * @return why it was refused
     */
    public Reason reason() {
        return reason;
    }
}
