package org.residual.classification.row;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The file of rows: begun anew, or gone on with after its last whole row. One process writes it at a time. */
public final class AnswerFile implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final long FLUSH_NANOS = Duration.ofSeconds(1).toNanos();

    private final RowFormat format;
    private final FileChannel channel;
    private final OutputStream out;
    private long flushed = System.nanoTime();

    private AnswerFile(RowFormat format, FileChannel channel) {
        this.format = format;
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
    }

    /**
     * @param file is made, or emptied
     * @return the file with its header
     * @throws IllegalArgumentException if another process writes it
     */
    static AnswerFile empty(Path file, RowFormat format) throws IOException {
        return open(file, format, answers -> {});
    }

    /**
     * @param file is gone on with; made if there is none
     * @param format of the file
     * @param row is told of each whole row that there is, and may refuse it with an {@link IllegalArgumentException}
     * @return the file after its last whole row
     * @throws IllegalArgumentException if another process writes it, or it has other columns or rows
     */
    static AnswerFile resumed(Path file, RowFormat format, Consumer<WrittenRow> row) throws IOException {
        return open(file, format, channel -> channel.position(wholeRows(file, format, row)));
    }

    @FunctionalInterface
    private interface Positioning {
        void apply(FileChannel channel) throws IOException;
    }

    private static AnswerFile open(Path file, RowFormat format, Positioning positioning) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean opened = false;
        try {
            lock(channel, file);
            positioning.apply(channel);
            channel.truncate(channel.position());
            AnswerFile answers = new AnswerFile(format, channel);
            if (channel.position() == 0) {
                answers.write(format.header());
            }
            opened = true;
            return answers;
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // This very process.
        }
        throw new IllegalArgumentException(file + " is being written by another process.");
    }

    /** Where the whole rows end. */
    private static long wholeRows(Path file, RowFormat format, Consumer<WrittenRow> seen) throws IOException {
        long number = 0;
        try (RowReader rows = new RowReader(file, format.quotesLineBreaks())) {
            Optional<String> row = rows.next();
            if (!format.header().isEmpty()) {
                if (row.isPresent() && !row.get().equals(format.header())) {
                    throw new IllegalArgumentException("the columns are other ones");
                }
                row = row.isPresent() ? rows.next() : row;
            }
            while (row.isPresent()) {
                number++;
                seen.accept(format.read(row.get().stripTrailing()));
                row = rows.next();
            }
            return rows.position();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "There is no going on with " + file + (number == 0 ? "" : ", row " + number) + ": " + e.getMessage()
                            + ". Choose another output, or --overwrite.",
                    e);
        }
    }

    public void write(Row row) throws IOException {
        write(format.row(row));
        // Whoever follows the file sees it grow; and not much is lost if the process is killed.
        if (System.nanoTime() - flushed > FLUSH_NANOS) {
            flush();
        }
    }

    /** Has others see the rows that were written. */
    public void flush() throws IOException {
        out.flush();
        flushed = System.nanoTime();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        try {
            out.flush();
        } finally {
            channel.close();
        }
    }
}
