package org.residual.calibration;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.residual.image.ImageFileDecoder;
import org.residual.image.ImageFolder;
import org.residual.image.ScratchFile;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.preprocessing.ImageTensor;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.nn.ImageBatches;

/**
 * The images of a folder as a network's input, each decoded once and kept in a temporary file: memory holds no more
 * than a batch of them, however many there are.
 */
public final class PreparedImages implements ImageBatches, AutoCloseable {
    private static final int COLOURS = 3;
    /** Images in a batch, fewer if they are large. */
    private static final int MOST_IMAGES = 16;

    private static final long MOST_VALUES = MOST_IMAGES * COLOURS * 224L * 224;
    /** How many unreadable files are named. */
    private static final int MOST_NAMED = 10;

    private final Path folder;
    private final ScratchFile file;
    private final List<String> classes;
    private final List<Entry> entries = new ArrayList<>();

    /** The position of an image. */
    record Entry(long position, int height, int width, int label) {
        long values() {
            return (long) COLOURS * height * width;
        }

        boolean hasSizeOf(Entry other) {
            return height == other.height && width == other.width;
        }
    }

    private PreparedImages(Path folder, ScratchFile file, List<String> classes) {
        this.folder = folder;
        this.file = file;
        this.classes = classes;
    }

    /**
     * Reads all images of a folder. Unreadable ones are named and skipped.
     *
     * @param folder holds images, or a folder of images for each class
     * @param preprocessing of the network
     * @param log receives the skipped images
     * @return the images, to be closed
     * @throws IllegalArgumentException if there is no image
     * @throws IOException if a file cannot be read, or the temporary one not written
     */
    public static PreparedImages read(Path folder, Preprocessing preprocessing, PrintWriter log) throws IOException {
        ImageFolder found = ImageFolder.withOrWithoutClasses(folder);
        PreparedImages images =
                new PreparedImages(folder, ScratchFile.in(ScratchFile.defaultFolder(), "calibration"), found.classes());
        try {
            images.addAll(found.files(), preprocessing, log);
            return images;
        } catch (IOException | RuntimeException e) {
            images.close();
            throw e;
        }
    }

    /**
     * @param classes number of classes of the network
     * @param calibrating images for the statistics, with or without known classes; null if there are none
     * @param evaluating images with known classes; null if there are none
     * @return the first of the latter and the former with known classes; null if there are none
     * @throws IllegalArgumentException if the images to evaluate have another number of classes
     */
    public static @Nullable PreparedImages labelled(
            int classes, @Nullable PreparedImages calibrating, @Nullable PreparedImages evaluating) {
        if (evaluating == null) {
            return calibrating != null && calibrating.classes.size() == classes ? calibrating : null;
        }
        if (evaluating.classes.size() != classes) {
            throw new IllegalArgumentException(
                    evaluating.folder + " must hold a folder of images for each of the network's " + classes
                            + " classes, but has " + evaluating.classes.size() + ".");
        }
        return evaluating;
    }

    private void addAll(List<ImageFolder.LabelledFile> files, Preprocessing preprocessing, PrintWriter log)
            throws IOException {
        ImageFileDecoder decoder = new ImageFileDecoder();
        int refused = 0;
        for (ImageFolder.LabelledFile image : files) {
            try {
                add(preprocessing.apply(decoder.decode(image.path(), preprocessing)), image.label());
            } catch (ImageRefusedException e) {
                refused++;
                if (refused <= MOST_NAMED) {
                    log.println("skipped " + image.path() + ": " + e.getMessage());
                }
            }
        }
        if (refused > MOST_NAMED) {
            log.println("skipped " + refused + " of " + files.size() + " images, which cannot be read");
        }
        if (entries.isEmpty()) {
            throw new IllegalArgumentException(folder + " holds no image that can be read.");
        }
    }

    private void add(ImageTensor tensor, int label) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(Float.BYTES * tensor.values().length).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(tensor.values());
        entries.add(new Entry(file.append(bytes), tensor.height(), tensor.width(), label));
    }

    /** @return their folder */
    public Path folder() {
        return folder;
    }

    /**
     * @return how many there are, at least 1
     */
    public int size() {
        return entries.size();
    }

    /** @return the names of the folders, which an image's label is an index of; empty if there are no classes */
    public List<String> classes() {
        return classes;
    }

    List<Entry> entries() {
        return entries;
    }

    /** In the order of their names. */
    @Override
    public void forEach(NDManager manager, Consumer<NDArray> each) throws IOException {
        int start = 0;
        while (start < entries.size()) {
            Entry first = entries.get(start);
            int end = start + 1;
            while (end < entries.size()
                    && end - start < MOST_IMAGES
                    && (end - start + 1) * first.values() <= MOST_VALUES
                    && entries.get(end).hasSizeOf(first)) {
                end++;
            }
            try (NDManager scope = manager.newSubManager()) {
                each.accept(batch(entries.subList(start, end), scope));
            }
            start = end;
        }
    }

    /**
     * @param chosen images of one size, at least one
     * @return [chosen, 3, height, width]
     */
    NDArray batch(List<Entry> chosen, NDManager manager) throws IOException {
        Entry first = chosen.get(0);
        int bytes = Math.toIntExact(Float.BYTES * first.values());
        ByteBuffer values =
                manager.allocateDirect(Math.multiplyExact(bytes, chosen.size())).order(ByteOrder.nativeOrder());
        for (int i = 0; i < chosen.size(); i++) {
            file.read(chosen.get(i).position, values.slice(i * bytes, bytes));
        }
        return manager.create(values, new Shape(chosen.size(), COLOURS, first.height, first.width), DataType.FLOAT32);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
