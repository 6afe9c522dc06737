package org.residual.training.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.residual.image.ScratchFile;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;

/** Images of one size, each decoded and resized once, in a temporary file: the heap holds none of them. */
public final class PixelCache implements AutoCloseable {
    private static final int COLOURS = 3;

    private final ScratchFile file;
    private final Size size;
    private int images;

    private PixelCache(ScratchFile file, Size size) {
        this.file = file;
        this.size = size;
    }

    /**
     * @param folder of the file
     * @param size of every image
     * @throws IOException if the file cannot be created
     */
    public static PixelCache in(Path folder, Size size) throws IOException {
        return new PixelCache(ScratchFile.in(folder, "train"), size);
    }

    /**
     * @param count of images
     * @throws IllegalArgumentException if the disk has too little room
     * @throws IOException if the disk does not tell
     */
    void requireRoomFor(int count) throws IOException {
        long needed = (long) count * bytesPerImage();
        long free = file.free();
        if (free < needed) {
            throw new IllegalArgumentException(file.folder() + " has " + free + " bytes free, but the " + count
                    + " images take " + needed + ": choose another folder with -Djava.io.tmpdir=FOLDER.");
        }
    }

    private int bytesPerImage() {
        return Math.multiplyExact(COLOURS, Math.multiplyExact(size.height(), size.width()));
    }

    /**
     * @param image of the common size
     * @return its number, from 0
     * @throws IOException if it cannot be written
     */
    int add(RgbImage image) throws IOException {
        if (image.height() != size.height() || image.width() != size.width()) {
            throw new IllegalArgumentException("The image is " + image.width() + "x" + image.height() + " pixels, not "
                    + size.width() + "x" + size.height() + ".");
        }
        file.append(ByteBuffer.wrap(image.pixels()));
        return images++;
    }

    /**
     * @param number of an image
     * @throws UncheckedIOException if it cannot be read
     */
    RgbImage get(int number) {
        ByteBuffer pixels = ByteBuffer.allocate(bytesPerImage());
        try {
            file.read((long) number * bytesPerImage(), pixels);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RgbImage(size.width(), size.height(), pixels.array());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
