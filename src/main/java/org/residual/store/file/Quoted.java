package org.residual.store.file;

import java.util.regex.Pattern;

/** Untrusted text from a file, made safe for messages in a log, an answer or a terminal. */
public final class Quoted {
    private static final int LONGEST_TEXT = 60;
    private static final int LONGEST_SENTENCE = 2_000;

    /** Line breaks, cursor movements, changes of writing direction, and code points that are not characters. */
    private static final Pattern INVISIBLE = Pattern.compile("\\p{C}");

    private Quoted() {}

    /** The beginning, long enough to recognise it. */
    public static String text(String text) {
        return cut(text, LONGEST_TEXT);
    }

    /** A sentence that contains such text. */
    static String sentence(String sentence) {
        return cut(sentence, LONGEST_SENTENCE);
    }

    private static String cut(String text, int longest) {
        String start = text.length() <= longest ? text : text.substring(0, longest) + "…";
        return INVISIBLE.matcher(start).replaceAll("?");
    }
}
