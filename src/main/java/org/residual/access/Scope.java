package org.residual.access;

import java.util.Locale;

/** What a credential allows. */
public enum Scope {
    /** To ask for predictions. */
    PREDICT,
    /** To load and unload models. */
    MANAGE;

    /**
     * @return how configuration, tokens and errors call it, such as {@code predict}
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
