package org.residual.classification.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The images in a ZIP archive, in the archive's order.
 *
 * @param archive an existing archive
 * @param contents reads the images
 */
record ZipSource(Path archive, FileContents contents) implements ImageSource {
    @Override
    public ImageCursor open() {
        try {
            return new ZipCursor(archive.toString(), new ZipFile(archive.toFile()), contents);
        } catch (IOException e) {
            String sentence = "The archive cannot be read as ZIP: " + e.getMessage() + ".";
            return SingleSource.unreadable(archive.toString(), sentence).open();
        }
    }

    @Override
    public OptionalLong count() {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            return OptionalLong.of(zip.stream().filter(ZipSource::isImage).count());
        } catch (IOException e) {
            return OptionalLong.of(1);
        }
    }

    private static boolean isImage(ZipEntry entry) {
        return !entry.isDirectory() && ArchiveNames.isImage(entry.getName());
    }

    private static final class ZipCursor implements ImageCursor {
        private final String name;
        private final ZipFile zip;
        private final FileContents contents;
        private final Iterator<? extends ZipEntry> entries;

        ZipCursor(String name, ZipFile zip, FileContents contents) {
            this.name = name;
            this.zip = zip;
            this.contents = contents;
            this.entries = zip.stream().filter(ZipSource::isImage).iterator();
        }

        @Override
        public Optional<ImageEntry> next() {
            if (!entries.hasNext()) {
                return Optional.empty();
            }
            ZipEntry entry = entries.next();
            // In turn, because the archive is closed when the next input is opened.
            return Optional.of(new ImageEntry(
                    ArchiveNames.joined(name, entry.getName()), () -> load(entry), ImageEntry.Loading.IN_TURN));
        }

        private LoadedImage load(ZipEntry entry) {
            try (InputStream in = zip.getInputStream(entry)) {
                return contents.read(in, entry.getSize());
            } catch (IOException e) {
                throw new UnreadableImageException("The file cannot be read from the archive: " + e.getMessage() + ".");
            }
        }

        @Override
        public void close() {
            try {
                zip.close();
            } catch (IOException e) {
                // Nothing was written to it.
            }
        }
    }
}
