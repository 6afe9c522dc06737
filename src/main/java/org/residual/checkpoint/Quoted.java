package org.residual.checkpoint;

/** Text from a file, fit for a message. */
final class Quoted {
    private static final int LONGEST = 60;

    private Quoted() {}

    /** Enough of it to recognise it by, and nothing that a terminal would act on. */
    static String text(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        return start.replaceAll("\\p{C}", "?");
    }
}
