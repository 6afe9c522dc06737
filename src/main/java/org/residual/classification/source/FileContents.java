package org.residual.classification.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.residual.memory.MemoryBudget;
import org.residual.memory.MemoryShare;

/** Reads encoded images into memory that is reserved first. Safe for use by many threads. */
public final class FileContents {
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final MemoryBudget budget;
    private final long largest;
    private final Duration longestWait;

    /**
     * @param budget for the bytes of all images that are held at a time
     * @param largest bytes of the largest image
     * @param longestWait for memory that other images hold
     */
    public FileContents(MemoryBudget budget, long largest, Duration longestWait) {
        this.budget = budget;
        this.largest = Math.min(Math.min(largest, budget.limit()), LARGEST_ARRAY);
        this.longestWait = longestWait;
    }

    /**
     * @param file an encoded image
     * @return its bytes
     * @throws UnreadableImageException if they cannot be read
     */
    LoadedImage read(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // A pipe might never end.
            throw new UnreadableImageException("This is not a regular file.");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, Files.size(file));
        } catch (NoSuchFileException e) {
            throw new UnreadableImageException("The file does not exist.");
        } catch (AccessDeniedException e) {
            throw new UnreadableImageException("The file cannot be read: permission denied.");
        } catch (IOException e) {
            throw new UnreadableImageException("The file cannot be read: " + e.getMessage() + ".");
        }
    }

    /**
     * @param in an encoded image
     * @param size its stated size, in bytes
     * @return its bytes
     * @throws UnreadableImageException if it is too large, or does not have the stated size
     * @throws IOException if it cannot be read
     */
    LoadedImage read(InputStream in, long size) throws IOException {
        requireFits(size);
        MemoryShare share = budget.take(size, longestWait);
        boolean read = false;
        try {
            byte[] content = in.readNBytes((int) size);
            if (content.length < size || in.read() >= 0) {
                throw new UnreadableImageException(
                        "The file does not have the stated size of " + size + " bytes: it has changed, or is damaged.");
            }
            read = true;
            return new LoadedImage(content, share);
        } finally {
            if (!read) {
                share.close();
            }
        }
    }

    /**
     * @param content an encoded image; null if there is none
     * @return the image, with its memory reserved
     * @throws UnreadableImageException if it is too large or missing
     */
    public LoadedImage hold(byte[] content) {
        if (content == null) {
            throw new UnreadableImageException("There is no content.");
        }
        requireFits(content.length);
        return new LoadedImage(content, budget.take(content.length, longestWait));
    }

    private void requireFits(long size) {
        if (size > largest) {
            throw new UnreadableImageException(String.format(
                    Locale.ROOT,
                    "The file has %,d bytes, but the limit is %,d: raise --residual.limits.bytes.",
                    size,
                    largest));
        }
    }
}
