package org.residual.image.jpeg;

import java.util.Optional;
import org.residual.image.format.Bytes;
import org.residual.image.format.EncodedImage;
import org.residual.image.format.ImageFormat;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.PixelLimit;
import org.residual.image.format.PixelReader;

/** Reads JPEG, with libjpeg-turbo if it is installed, otherwise with the JDK's own reader. */
public final class JpegReader implements PixelReader {
    private final JpegDecoder jdk = new JdkJpegDecoder();
    private final Optional<JpegDecoder> turbo;
    private final String decoder;
    private final long mostOutside;

    /** @param mostOutside bytes outside the heap for decoding; the JDK's reader takes fewer */
    public JpegReader(long mostOutside) {
        this.mostOutside = mostOutside;
        Optional<JpegDecoder> found = Optional.empty();
        String description = "libjpeg-turbo";
        try {
            found = Optional.of(new TurboJpegDecoder(jdk));
        } catch (LinkageError e) {
            description =
                    "the JDK's reader, which is slower and does not read every JPEG, as libturbojpeg cannot be loaded"
                            + " (" + e.getMessage() + "); install it (Debian: libturbojpeg0)";
        }
        turbo = found;
        decoder = description;
    }

    /** The decoder, for the log. */
    public String decoder() {
        return decoder;
    }

    @Override
    public EncodedImage open(Bytes file, PixelLimit limit) {
        JpegSegments segments = JpegSegments.of(file, limit);
        JpegDecoder chosen = turbo.filter(
                        library -> library.memory(segments, file.length()).outside() <= mostOutside)
                .orElse(jdk);
        if (segments.arithmetic() && chosen == jdk) {
            throw ImageRefusedException.unsupported("an arithmetic-coded JPEG");
        }
        EncodedImage whole = image(chosen, segments, file, limit);
        return chosen == jdk ? whole : whole.shrinkable(times -> image(chosen, segments.shrunk(times), file, limit));
    }

    private static EncodedImage image(JpegDecoder decoder, JpegSegments segments, Bytes file, PixelLimit limit) {
        return new EncodedImage(
                ImageFormat.JPEG,
                segments.decodedSize(),
                segments.orientation(),
                decoder.memory(segments, file.length()),
                () -> decoder.decode(segments, file, limit));
    }
}
