package org.residual.training.data;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.residual.background.Interruption;
import org.residual.image.ImageFileDecoder;
import org.residual.image.ImageFolder;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.training.data.LabelledImages.Entry;

/**
 * Decodes images, one at a time, and keeps the preprocessed pixels.
 *
 * @param preprocessing to one size for all
 * @param cache for the pixels
 * @param broken what to do about an image that cannot be read
 * @param interruption ends the reading
 * @param log receives progress and broken images
 */
public record ImageReading(
        Preprocessing preprocessing,
        PixelCache cache,
        BrokenImages broken,
        Interruption interruption,
        PrintWriter log) {
    private static final long BETWEEN_REPORTS = Duration.ofSeconds(5).toNanos();
    /** How many broken files are named. */
    private static final int NAMED = 20;

    /**
     * @param folder images and their classes
     * @return the readable ones, class by class
     * @throws IllegalArgumentException if one is broken and that should stop, or a class has none left
     * @throws IOException if the cache cannot be written
     */
    public List<Entry> read(ImageFolder folder) throws IOException {
        ImageFileDecoder decoder = new ImageFileDecoder();
        int count = folder.files().size();
        cache.requireRoomFor(count);
        List<Entry> entries = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        long lastReport = System.nanoTime();
        for (int i = 0; i < count; i++) {
            interruption.check(InterruptedTrainingException::new);
            ImageFolder.LabelledFile file = folder.files().get(i);
            try {
                int number = cache.add(preprocessing.toPixels(decoder.decode(file.path(), preprocessing)));
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
            throw new IllegalArgumentException(last + " Omit --broken stop to continue without such images.");
        }
        if (refused.size() <= NAMED) {
            log.println("skipped " + last);
        } else if (refused.size() == NAMED + 1) {
            log.println("skipped more, which are only counted");
        }
        log.flush();
    }

    private static void requireEveryClass(ImageFolder folder, List<Entry> entries, List<String> refused) {
        for (int label = 0; label < folder.classes().size(); label++) {
            int wanted = label;
            boolean hadFiles = folder.files().stream().anyMatch(file -> file.label() == wanted);
            if (hadFiles && entries.stream().noneMatch(entry -> entry.label() == wanted)) {
                throw new IllegalArgumentException("No image of the class '"
                        + folder.classes().get(label) + "' can be used. The first one: " + refused.get(0));
            }
        }
    }
}
