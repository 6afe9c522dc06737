package org.residual.classification.row;

import java.io.Closeable;
import java.io.IOException;

/** The file of rows. Only one process writes it at a time. */
public interface AnswerFile extends Closeable {
    void write(Row row) throws IOException;

    /** Makes the rows so far visible to other programs, if the format allows it. */
    void flush() throws IOException;

    /**
     * @return a sentence for the user: where the rows so far are, and how to continue
     */
    String continuation();

    /** Completes the file, after the last row. */
    void complete() throws IOException;

    /** If the file is incomplete, the rows so far are kept. */
    @Override
    void close() throws IOException;
}
