package org.residual.image.webp;

import java.util.Locale;

/** libwebp cannot be unpacked or loaded; the message says what to set. */
public final class WebpUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WebpUnavailableException(Throwable cause) {
        super(
                String.format(
                        Locale.ROOT,
                        "libwebp cannot be unpacked or loaded on %s %s: set java.io.tmpdir (JAVA_OPTS=-Djava.io.tmpdir=…), now '%s', to a folder that this user can write to and that is not mounted noexec.",
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        System.getProperty("java.io.tmpdir")),
                cause);
    }
}
