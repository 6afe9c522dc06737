package org.residual.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Reads files ahead, several at a time, and returns them in order: a remote file system is slow to answer, whatever
 * the size of a file. Used by one thread.
 */
final class ReadAhead implements Iterator<Map.Entry<String, byte[]>> {
    private final Iterator<String> files;
    private final Function<String, Map.Entry<String, byte[]>> reading;
    private final Executor threads;
    private final int mostFiles;
    private final long mostBytes;

    private final Deque<CompletableFuture<Map.Entry<String, byte[]>>> ahead = new ArrayDeque<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger beingRead = new AtomicInteger();
    private final AtomicLong largest = new AtomicLong();

    /**
     * @param files the files to read
     * @param reading returns a file's name and bytes; no bytes (null) if the file is gone
     * @param threads run {@code reading}
     * @param mostFiles the most files that are being read, or were read but not yet returned
     * @param mostBytes the most bytes of those files, where a file that is being read counts as the largest so far.
     *     The first file is read alone, since no size is known yet, and so is a file that is larger than this
     */
    ReadAhead(
            Iterator<String> files,
            Function<String, Map.Entry<String, byte[]>> reading,
            Executor threads,
            int mostFiles,
            long mostBytes) {
        this.files = files;
        this.reading = reading;
        this.threads = threads;
        this.mostFiles = mostFiles;
        this.mostBytes = mostBytes;
    }

    @Override
    public boolean hasNext() {
        return !ahead.isEmpty() || files.hasNext();
    }

    /** Throws what {@code reading} threw. */
    @Override
    public Map.Entry<String, byte[]> next() {
        begin();
        Map.Entry<String, byte[]> file = await(ahead.remove());
        bytes.addAndGet(-size(file));
        begin();
        return file;
    }

    private void begin() {
        while (files.hasNext() && ahead.size() < mostFiles && (ahead.isEmpty() || hasRoom())) {
            String file = files.next();
            beingRead.incrementAndGet();
            ahead.add(CompletableFuture.supplyAsync(() -> read(file), threads));
        }
    }

    private boolean hasRoom() {
        return largest.get() > 0 && bytes.get() + (beingRead.get() + 1) * largest.get() <= mostBytes;
    }

    private Map.Entry<String, byte[]> read(String file) {
        try {
            Map.Entry<String, byte[]> content = reading.apply(file);
            largest.accumulateAndGet(size(content), Math::max);
            bytes.addAndGet(size(content));
            return content;
        } finally {
            beingRead.decrementAndGet();
        }
    }

    private static int size(Map.Entry<String, byte[]> file) {
        return file.getValue() == null ? 0 : file.getValue().length;
    }

    private static Map.Entry<String, byte[]> await(CompletableFuture<Map.Entry<String, byte[]>> file) {
        try {
            return file.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading a file.", e);
        }
    }
}
