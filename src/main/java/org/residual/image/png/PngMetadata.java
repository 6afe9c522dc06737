package org.residual.image.png;

import java.util.Optional;
import org.residual.image.format.Bytes;
import org.residual.image.orientation.Orientation;
import org.residual.image.orientation.StatedOrientation;

/** The orientation metadata in the chunks of a PNG file. Of several of a kind the last counts, as with Pillow. */
final class PngMetadata {
    private static final String EXIF = "exif";
    private static final String RAW_EXIF = "Raw profile type exif";
    private static final String XMP = "XML:com.adobe.xmp";

    private final Bytes file;
    private final StatedOrientation stated = new StatedOrientation();
    private Optional<PngText> rawExif = Optional.empty();

    PngMetadata(Bytes file) {
        this.file = file;
    }

    /** A chunk of EXIF data. */
    void exif(int offset, int length) {
        stated.lastExif(file.view(offset, length));
    }

    /** A chunk of text. It is not unpacked yet, so that many of them cost no more than one. */
    void text(PngText.Kind kind, int offset, int length) {
        PngText.read(file, kind, offset, length).ifPresent(this::keep);
    }

    private void keep(PngText text) {
        if (text.keyword().equals(XMP)) {
            stated.lastXmp(text::open);
        } else if (text.keyword().equals(RAW_EXIF)) {
            rawExif = Optional.of(text);
        } else if (text.keyword().equals(EXIF) && text.kind() == PngText.Kind.PLAIN) {
            exif(text.offset(), text.length());
        }
    }

    Orientation orientation() {
        if (!stated.hasExif()) {
            rawExif.flatMap(text -> RawExifProfile.read(text.open())).ifPresent(stated::lastExif);
        }
        return stated.orientation();
    }
}
