package org.residual.nn.device;

import ai.djl.util.Utils;
import java.util.Objects;

/** The engine's native library cannot be unpacked or loaded; the message says what to set. */
public final class EngineUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The folder of libtorch; if it is not set, DJL unpacks its own. */
    private static final String LIBRARY = "PYTORCH_LIBRARY_PATH";

    /** For PyTorch. */
    EngineUnavailableException(Throwable cause) {
        super(sentence(cause), cause);
    }

    /**
     * @param message a sentence that says what to set
     * @param cause why
     */
    public EngineUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage(), "every constructor sets a message");
    }

    private static String sentence(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String library = Utils.getEnvOrSystemProperty(LIBRARY);
        return "PyTorch's native library cannot be unpacked or loaded (" + root.getMessage()
                + "): set DJL_CACHE_DIR, now '"
                + Utils.getCacheDir() + "', to a folder that this user can write to and that is not mounted noexec"
                + (library == null ? "." : ", and " + LIBRARY + ", now '" + library + "', to the folder of libtorch.");
    }
}
