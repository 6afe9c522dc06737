package org.residual.classification.row;

import java.io.Closeable;
import java.io.IOException;

/** The file of rows. One process writes it at a time. */
public interface AnswerFile extends Closeable {
    void write(Row row) throws IOException;

    /** Lets other programs see the rows that were written, if the format allows it. */
    void flush() throws IOException;

    /**
     * @return what becomes of the rows so far if there are no more, in a sentence for the user
     */
    String continuation();

    /** There are no more rows. */
    void complete() throws IOException;

    /** Also if it is not complete: the rows so far are kept. */
    @Override
    void close() throws IOException;
}
