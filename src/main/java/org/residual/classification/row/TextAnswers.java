package org.residual.classification.row;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Rows as text: in a new file, or appended after the last complete row of an existing one. */
final class TextAnswers implements AnswerFile {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final long FLUSH_NANOS = Duration.ofSeconds(1).toNanos();

    private final RowFormat format;
    private final FileChannel channel;
    private final OutputStream out;
    private long flushed = System.nanoTime();

    private TextAnswers(RowFormat format, FileChannel channel) {
        this.format = format;
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
    }

    /**
     * @param file to be created, or emptied
     * @return the file with its header
     * @throws IllegalArgumentException if another process is writing it
     */
    static TextAnswers empty(Path file, RowFormat format) throws IOException {
        return open(file, format, answers -> {});
    }

    /**
     * @param file to be continued, or created if it does not exist
     * @param format of the file
     * @param row receives each complete row of the file, and may reject it with an {@link IllegalArgumentException}
     * @return the file at the end of its last complete row
     * @throws IllegalArgumentException if another process is writing it, or its columns or rows do not match
     */
    static TextAnswers resumed(Path file, RowFormat format, Consumer<WrittenRow> row) throws IOException {
        return open(file, format, channel -> channel.position(wholeRows(file, format, row)));
    }

    @FunctionalInterface
    private interface Positioning {
        void apply(FileChannel channel) throws IOException;
    }

    private static TextAnswers open(Path file, RowFormat format, Positioning positioning) throws IOException {
        FileChannel channel = ExclusiveFile.open(file);
        boolean opened = false;
        try {
            positioning.apply(channel);
            channel.truncate(channel.position());
            TextAnswers answers = new TextAnswers(format, channel);
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

    /** The end of the complete rows, in bytes. */
    private static long wholeRows(Path file, RowFormat format, Consumer<WrittenRow> seen) throws IOException {
        long number = 0;
        try (RowReader rows = new RowReader(file, format.quotesLineBreaks())) {
            Optional<String> row = rows.next();
            if (!format.header().isEmpty()) {
                if (row.isPresent() && !row.get().equals(format.header())) {
                    throw new IllegalArgumentException("its columns do not match");
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
                    "Cannot resume " + file + (number == 0 ? "" : " at row " + number) + ": " + e.getMessage()
                            + ". Choose another output, or replace this one with --overwrite.",
                    e);
        }
    }

    @Override
    public void write(Row row) throws IOException {
        write(format.row(row));
        // Programs that follow the file see it grow, and little is lost if the process is killed.
        if (System.nanoTime() - flushed > FLUSH_NANOS) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
        flushed = System.nanoTime();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String continuation() {
        return "All rows so far were written; run the same command with --resume to continue.";
    }

    @Override
    public void complete() throws IOException {
        flush();
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
