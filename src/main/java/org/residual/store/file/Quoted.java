package org.residual.store.file;

import java.util.regex.Pattern;

/** Text from a file that anybody may have written, fit for a message in a log, an answer or a terminal. */
public final class Quoted {
    private static final int LONGEST_TEXT = 60;
    private static final int LONGEST_SENTENCE = 2_000;

    /** What begins a line, moves the cursor, changes the direction of writing or is no character at all. */
    private static final Pattern INVISIBLE = Pattern.compile("\\p{C}");

    private Quoted() {}

    /** Enough of it to recognise it by. */
    public static String text(String text) {
        return cut(text, LONGEST_TEXT);
    }

    /** A sentence with such text in it. */
    static String sentence(String sentence) {
        return cut(sentence, LONGEST_SENTENCE);
    }

    private static String cut(String text, int longest) {
        String start = text.length() <= longest ? text : text.substring(0, longest) + "…";
        return INVISIBLE.matcher(start).replaceAll("?");
    }
}
