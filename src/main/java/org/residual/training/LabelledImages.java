package org.residual.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.residual.image.pixel.RgbImage;

/** Images in a {@link PixelCache}, each with its class. */
final class LabelledImages {
    private final PixelCache pixels;
    private final List<Entry> entries;

    /**
     * @param number in the cache
     * @param label the class, from 0
     * @param name what to call the image, such as its file
     */
    record Entry(int number, int label, String name) {}

    /**
     * @param pixels where the images lie
     * @param entries which of them, in order
     */
    LabelledImages(PixelCache pixels, List<Entry> entries) {
        this.pixels = pixels;
        this.entries = List.copyOf(entries);
    }

    int size() {
        return entries.size();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    RgbImage image(int index) {
        return pixels.get(entries.get(index).number);
    }

    int label(int index) {
        return entries.get(index).label;
    }

    String name(int index) {
        return entries.get(index).name;
    }

    /** The same images in another order, each once. */
    LabelledImages shuffled(Random random) {
        List<Entry> shuffled = new ArrayList<>(entries);
        Collections.shuffle(shuffled, random);
        return new LabelledImages(pixels, shuffled);
    }

    /** Those from one index to before another. */
    LabelledImages range(int from, int to) {
        return new LabelledImages(pixels, entries.subList(from, to));
    }

    int[] labels() {
        return IntStream.range(0, size()).map(this::label).toArray();
    }
}
