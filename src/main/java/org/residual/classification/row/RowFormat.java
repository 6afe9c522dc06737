package org.residual.classification.row;

/** Writes rows, and reads them again to resume. */
interface RowFormat {
    /**
     * @return the header with its line break; empty if the format has none
     */
    String header();

    /**
     * @return the row with its line break
     */
    String row(Row row);

    /**
     * @param row as it was written, without its line break
     * @return the part of it that is needed to resume
     * @throws IllegalArgumentException if it is not a valid row of this version
     */
    WrittenRow read(String row);

    /**
     * @return whether a row may contain line breaks in quotes
     */
    boolean quotesLineBreaks();
}
