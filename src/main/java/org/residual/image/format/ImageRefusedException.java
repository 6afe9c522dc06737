package org.residual.image.format;

/** A refused image. The message is one or two sentences for the sender. */
public final class ImageRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    public ImageRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    private ImageRefusedException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public static ImageRefusedException broken(String what) {
        return new ImageRefusedException(Reason.BROKEN, brokenMessage(what));
    }

    public static ImageRefusedException broken(String what, Throwable cause) {
        return new ImageRefusedException(Reason.BROKEN, brokenMessage(what), cause);
    }

    public static ImageRefusedException unsupported(String what) {
        return new ImageRefusedException(
                Reason.UNSUPPORTED_FORMAT, "This is " + what + "; send " + ImageFormat.choice() + ".");
    }

    private static String brokenMessage(String what) {
        return "The image is damaged or incomplete: " + what + ".";
    }

    public Reason reason() {
        return reason;
    }

    /** The reason for refusing an image. */
    public enum Reason {
        /** It has no bytes. */
        EMPTY,
        /** It is not an image, or its format or variant is unsupported. */
        UNSUPPORTED_FORMAT,
        /** Its format is supported, but it is truncated or corrupt. */
        BROKEN,
        /** It has too many pixels. */
        TOO_MANY_PIXELS,
        /** It has too few pixels for the model. */
        TOO_SMALL
    }
}
