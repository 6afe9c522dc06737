package org.residual.classification.row;

import java.nio.file.Path;
import java.util.Locale;
import org.residual.store.version.ReadyVersion;

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

    /**
     * @param output the file
     * @throws IllegalArgumentException if its name has no extension of a format
     */
    static void require(Path output) {
        String name = name(output);
        if (name.endsWith(".parquet")) {
            throw new IllegalArgumentException("Parquet is not written: name an output that ends in .csv or .jsonl, and"
                    + " convert it, for example with DuckDB.");
        }
        if (!name.endsWith(".csv") && !name.endsWith(".jsonl")) {
            throw new IllegalArgumentException("'" + output + "' names no format: it must end in .csv or .jsonl.");
        }
    }

    /**
     * @param output the file, with one of the extensions
     * @param version answers
     */
    static RowFormat of(Path output, ReadyVersion version) {
        return name(output).endsWith(".csv") ? new CsvRows(version) : new JsonRows(version);
    }

    private static String name(Path output) {
        return String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
    }
}
