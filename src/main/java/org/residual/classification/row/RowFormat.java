package org.residual.classification.row;

/** How rows are written, and read again where the work goes on. */
interface RowFormat {
    /**
     * @return the first row with its end, which names the columns; empty if there is none
     */
    String header();

    /**
     * @return the row with its end
     */
    String row(Row row);

    /**
     * @param row as it was written, without its end
     * @return what matters of it
     * @throws IllegalArgumentException if it is no row, or one of another version
     */
    WrittenRow read(String row);

    /**
     * @return whether a line break in quotes is no end of a row
     */
    boolean quotesLineBreaks();
}
