package org.residual.settings.source;

/** A setting that does not exist, or has no value. */
public final class UnknownSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param sentence what is wrong
     */
    UnknownSettingException(String sentence) {
        super(sentence);
    }

    /**
     * @param name as written
     * @param source where
     * @param nearest the most similar setting
     */
    UnknownSettingException(String name, String source, String nearest) {
        super("There is no setting '" + name + "', which is set in " + source + ": did you mean '" + nearest + "'?");
    }
}
