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

/** Rows as text: begun anew, or continued after the last complete row. */
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
     * @param file is made, or emptied
     * @return the file with its header
     * @throws IllegalArgumentException if another process writes it
     */
    static TextAnswers empty(Path file, RowFormat format) throws IOException {
        return open(file, format, answers -> {});
    }

    /**
     * @param file is gone on with; made if there is none
     * @param format of the file
     * @param row is told of each whole row that there is, and may refuse it with an {@link IllegalArgumentException}
     * @return the file after its last whole row
     * @throws IllegalArgumentException if another process writes it, or it has other columns or rows
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

    @Override
    public void write(Row row) throws IOException {
        write(format.row(row));
        // Whoever follows the file sees it grow; and not much is lost if the process is killed.
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
        return "All rows so far are written; the same command with --resume continues.";
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
