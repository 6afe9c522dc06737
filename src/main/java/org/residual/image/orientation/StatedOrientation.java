package org.residual.image.orientation;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The orientation metadata of an image. As with Pillow, XMP counts only if EXIF states none. Unreadable metadata are
 * ignored.
 */
public final class StatedOrientation {
    private Optional<ByteBuffer> exif = Optional.empty();
    private Optional<Supplier<InputStream>> xmp = Optional.empty();

    /** @param data EXIF data from its TIFF header on; ignored if there are some already */
    public void firstExif(ByteBuffer data) {
        if (exif.isEmpty()) {
            exif = Optional.of(data);
        }
    }

    /** @param data replaces the previous data */
    public void lastExif(ByteBuffer data) {
        exif = Optional.of(data);
    }

    public boolean hasExif() {
        return exif.isPresent();
    }

    /** @param packet opens an XMP packet; replaces the previous one */
    public void lastXmp(Supplier<InputStream> packet) {
        xmp = Optional.of(packet);
    }

    public Orientation orientation() {
        OptionalInt number = exif.map(ExifOrientation::find).orElse(OptionalInt.empty());
        if (number.isEmpty()) {
            number = xmp.map(packet -> XmpOrientation.find(packet.get())).orElse(OptionalInt.empty());
        }
        return number.isEmpty() ? Orientation.NORMAL : Orientation.of(number.getAsInt());
    }
}
