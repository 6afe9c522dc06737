package org.residual.image.format;

/** An image that is not accepted. The message is one or two sentences to show to whoever sent it. */
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

    /** Why an image is not accepted. */
    public enum Reason {
        /** There are no bytes at all. */
        EMPTY,
        /** It is no image, or one of a format or a variant that is not read. */
        UNSUPPORTED_FORMAT,
        /** It is of a format that is read, but cut off or corrupt. */
        BROKEN,
        /** It has more pixels than are accepted. */
        TOO_MANY_PIXELS,
        /** It has fewer pixels than the model needs. */
        TOO_SMALL
    }
}
