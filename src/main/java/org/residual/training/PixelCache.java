package org.residual.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.residual.image.RgbImage;
import org.residual.image.Size;

/**
 * Images of one size, each decoded and resized once, in a temporary file: the heap holds none of them, and the system's
 * own cache those that fit in memory. The file goes with the process, however that ends.
 */
final class PixelCache implements AutoCloseable {
    private static final int COLOURS = 3;

    private final Path file;
    private final FileChannel channel;
    private final Size size;
    private int images;

    private PixelCache(Path file, FileChannel channel, Size size) {
        this.file = file;
        this.channel = channel;
        this.size = size;
    }

    /**
     * @param folder where the file is to lie
     * @param size of every image
     * @throws IOException if there can be no file
     */
    static PixelCache in(Path folder, Size size) throws IOException {
        Path file = Files.createTempFile(folder, "residual-train-", ".pixels");
        FileChannel channel = null;
        try {
            // On Linux and macOS the file loses its name here, so that not even a kill leaves it behind.
            channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            return new PixelCache(file, channel, size);
        } finally {
            if (channel == null) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * @param count of images
     * @throws IllegalArgumentException if the disk has no room for so many
     * @throws IOException if the disk does not tell
     */
    void requireRoomFor(int count) throws IOException {
        long needed = (long) count * bytesPerImage();
        long free = Files.getFileStore(file.getParent()).getUsableSpace();
        if (free < needed) {
            throw new IllegalArgumentException(file.getParent() + " has " + free + " bytes free, but the " + count
                    + " images take " + needed + ": choose another folder with -Djava.io.tmpdir=FOLDER.");
        }
    }

    private int bytesPerImage() {
        return Math.multiplyExact(COLOURS, Math.multiplyExact(size.height(), size.width()));
    }

    /**
     * @param image of the size of all
     * @return its number, from 0
     * @throws IOException if it cannot be written
     */
    int add(RgbImage image) throws IOException {
        if (image.height() != size.height() || image.width() != size.width()) {
            throw new IllegalArgumentException("The image is " + image.width() + "x" + image.height() + " pixels, not "
                    + size.width() + "x" + size.height() + ".");
        }
        ByteBuffer pixels = ByteBuffer.wrap(image.pixels());
        long start = (long) images * bytesPerImage();
        while (pixels.hasRemaining()) {
            channel.write(pixels, start + pixels.position());
        }
        return images++;
    }

    /**
     * @param number of an image
     * @throws UncheckedIOException if it cannot be read
     */
    RgbImage get(int number) {
        ByteBuffer pixels = ByteBuffer.allocate(bytesPerImage());
        long start = (long) number * bytesPerImage();
        try {
            while (pixels.hasRemaining()) {
                if (channel.read(pixels, start + pixels.position()) < 0) {
                    throw new IOException(file + " ends before image " + number);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RgbImage(size.width(), size.height(), pixels.array());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
