package org.residual.classification.row;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.residual.classification.parquet.ParquetFile;
import org.residual.store.version.ReadyVersion;

/**
 * Rows as Parquet. Such a file can be read only once it is complete, so it has a temporary name until then. If it is
 * closed early, the rows so far are kept under that name, as a readable file.
 */
final class ParquetAnswers implements AnswerFile {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final Path partial;
    private final FileChannel channel;
    private final OutputStream out;
    private final ParquetFile parquet;
    private final ParquetColumns columns;
    private long rows;
    private boolean failed;
    private boolean complete;

    private ParquetAnswers(Path file, Path partial, FileChannel channel, ReadyVersion version) throws IOException {
        this.file = file;
        this.partial = partial;
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
        this.columns = new ParquetColumns(version);
        this.parquet = new ParquetFile(out, columns.all());
    }

    /**
     * @param file to be created or replaced when the rows are complete
     * @param version the version that answers
     * @throws IllegalArgumentException if another process is writing it
     */
    static ParquetAnswers empty(Path file, ReadyVersion version) throws IOException {
        Path partial = partial(file);
        FileChannel channel = ExclusiveFile.open(partial);
        boolean opened = false;
        try {
            channel.truncate(0);
            ParquetAnswers answers = new ParquetAnswers(target(file), partial, channel, version);
            opened = true;
            return answers;
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    /** Follows a link, as the other formats do. */
    private static Path target(Path file) throws IOException {
        return Files.exists(file) ? file.toRealPath() : file;
    }

    /** The file's name until it is complete, which {@code *.parquet} does not match. */
    static Path partial(Path file) throws IOException {
        Path target = target(file);
        return target.resolveSibling(target.getFileName() + ".partial");
    }

    @Override
    public void write(Row row) throws IOException {
        boolean written = false;
        try {
            columns.add(row);
            parquet.endRow();
            written = true;
        } finally {
            failed |= !written;
        }
        rows++;
    }

    /** Does nothing: the file is unreadable until it is complete. */
    @Override
    public void flush() {}

    @Override
    public String continuation() {
        return rows == 0 ? "Nothing was written." : "All rows so far are in " + partial + ", a complete Parquet file.";
    }

    @Override
    public void complete() throws IOException {
        end();
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        complete = true;
    }

    private void end() throws IOException {
        try (channel) {
            failed = true;
            parquet.complete();
            out.flush();
            channel.force(true);
            failed = false;
        }
    }

    @Override
    public void close() throws IOException {
        if (complete) {
            return;
        }
        try (channel) {
            if (channel.isOpen() && !failed && rows > 0) {
                end();
            }
        } finally {
            if (failed || rows == 0) {
                Files.deleteIfExists(partial);
            }
        }
    }
}
