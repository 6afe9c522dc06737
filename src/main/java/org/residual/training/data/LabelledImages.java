package org.residual.training.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.residual.image.pixel.RgbImage;

/** Images in a {@link PixelCache}, each with its class. */
public final class LabelledImages {
    private final PixelCache pixels;
    private final List<Entry> entries;

    /**
     * @param number in the cache
     * @param label the class, from 0
     * @param name of the image, such as its file
     */
    public record Entry(int number, int label, String name) {}

    /**
     * @param pixels of the images
     * @param entries selected ones, in order
     */
    public LabelledImages(PixelCache pixels, List<Entry> entries) {
        this.pixels = pixels;
        this.entries = List.copyOf(entries);
    }

    public int size() {
        return entries.size();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public RgbImage image(int index) {
        return pixels.get(entries.get(index).number);
    }

    public int label(int index) {
        return entries.get(index).label;
    }

    public String name(int index) {
        return entries.get(index).name;
    }

    /** The same images in another order, each once. */
    public LabelledImages shuffled(Random random) {
        List<Entry> shuffled = new ArrayList<>(entries);
        Collections.shuffle(shuffled, random);
        return new LabelledImages(pixels, shuffled);
    }

    /** Those from one index to before another. */
    public LabelledImages range(int from, int to) {
        return new LabelledImages(pixels, entries.subList(from, to));
    }

    public int[] labels() {
        return IntStream.range(0, size()).map(this::label).toArray();
    }
}
