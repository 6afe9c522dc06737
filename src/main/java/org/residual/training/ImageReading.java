package org.residual.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.residual.image.EncodedImage;
import org.residual.image.ImageDecoder;
import org.residual.image.ImageRefusedException;
import org.residual.image.Preprocessing;
import org.residual.image.RgbImage;
import org.residual.training.LabelledImages.Entry;

/**
 * Decodes images, one at a time, and keeps of each the pixels that the network sees.
 *
 * @param preprocessing to one size for all
 * @param cache where the pixels go
 * @param broken what to do about an image that cannot be read
 * @param interruption ends the reading
 * @param log where progress and broken images are told
 */
record ImageReading(
        Preprocessing preprocessing,
        PixelCache cache,
        BrokenImages broken,
        Interruption interruption,
        PrintWriter log) {
    private static final long BETWEEN_REPORTS = Duration.ofSeconds(5).toNanos();
    private static final long MOST_PIXELS = 100_000_000;
    /** What of the heap is left to all else. */
    private static final long RESERVED = 48 << 20;
    /** Files of which the names are told. */
    private static final int NAMED = 20;

    /**
     * @return what decodes images to train with
     */
    static ImageDecoder decoder() {
        return new ImageDecoder(MOST_PIXELS);
    }

    /**
     * @param folder images and their classes
     * @return those that can be read, class by class
     * @throws IllegalArgumentException if one cannot and that is to stop, or a class has none left
     * @throws IOException if the cache cannot be written
     */
    List<Entry> read(ImageFolder folder) throws IOException {
        ImageDecoder decoder = decoder();
        int count = folder.files().size();
        cache.requireRoomFor(count);
        List<Entry> entries = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        long lastReport = System.nanoTime();
        for (int i = 0; i < count; i++) {
            interruption.check();
            ImageFolder.LabelledFile file = folder.files().get(i);
            try {
                int number = cache.add(pixels(file.path(), decoder));
                entries.add(new Entry(number, file.label(), file.path().toString()));
            } catch (ImageRefusedException e) {
                refused.add(file.path() + ": " + e.getMessage());
                tell(refused);
            }
            if (System.nanoTime() - lastReport > BETWEEN_REPORTS) {
                lastReport = System.nanoTime();
                log.printf(Locale.ROOT, "read %d of %d images%n", i + 1, count);
                log.flush();
            }
        }
        if (!refused.isEmpty()) {
            log.printf(Locale.ROOT, "skipped %d of %d images, which cannot be used%n", refused.size(), count);
            log.flush();
        }
        requireEveryClass(folder, entries, refused);
        return entries;
    }

    private void tell(List<String> refused) {
        String last = refused.get(refused.size() - 1);
        if (broken == BrokenImages.STOP) {
            throw new IllegalArgumentException(last + " Leave out --broken stop to go on without such images.");
        }
        if (refused.size() <= NAMED) {
            log.println("skipped " + last);
        } else if (refused.size() == NAMED + 1) {
            log.println("skipped more, which are counted only");
        }
        log.flush();
    }

    private RgbImage pixels(Path file, ImageDecoder decoder) throws IOException {
        byte[] bytes = bytes(file);
        EncodedImage image = decoder.open(bytes);
        requireHeap(bytes.length + image.memory().heap() + image.size().samples() + preprocessing.memory(image.size()));
        return preprocessing.toPixels(image.decode());
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            requireHeap(Files.size(file));
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw refused("The file is a broken link, or was removed.");
        } catch (AccessDeniedException e) {
            throw refused("The file may not be read.");
        }
    }

    private static void requireHeap(long bytes) {
        long most = Runtime.getRuntime().maxMemory() - RESERVED;
        if (bytes > most) {
            throw refused(String.format(
                    Locale.ROOT,
                    "The image takes %d MB of memory, of which there are %d MB: raise -Xmx.",
                    bytes >> 20,
                    Math.max(most, 0) >> 20));
        }
    }

    private static ImageRefusedException refused(String sentence) {
        return new ImageRefusedException(ImageRefusedException.Reason.BROKEN, sentence);
    }

    private static void requireEveryClass(ImageFolder folder, List<Entry> entries, List<String> refused) {
        for (int label = 0; label < folder.classes().size(); label++) {
            int wanted = label;
            boolean hadFiles = folder.files().stream().anyMatch(file -> file.label() == wanted);
            if (hadFiles && entries.stream().noneMatch(entry -> entry.label() == wanted)) {
                throw new IllegalArgumentException("No image of the class '"
                        + folder.classes().get(label) + "' can be used. The first that cannot: " + refused.get(0));
            }
        }
    }
}
