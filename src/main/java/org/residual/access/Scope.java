package org.residual.access;

import java.util.Locale;

/** What a credential allows. */
public enum Scope {
    /** Requests for predictions. */
    PREDICT,
    /** Loading and unloading models. */
    MANAGE;

    /** @return its name in configuration, tokens and errors, such as {@code predict} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
