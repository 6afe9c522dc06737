package org.residual.classification.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The images in a tar archive, with or without gzip, in the archive's order. The archive is read once, as a stream.
 *
 * @param archive an existing archive
 * @param contents reads the images
 */
record TarSource(Path archive, FileContents contents) implements ImageSource {
    private static final int BUFFER_BYTES = 1 << 16;

    @Override
    public ImageCursor open() {
        String name = archive.toString();
        try {
            return new TarCursor(name, stream(), contents);
        } catch (IOException e) {
            return SingleSource.unreadable(name, "The archive cannot be read as tar: " + e.getMessage() + ".")
                    .open();
        }
    }

    private InputStream stream() throws IOException {
        InputStream file = new BufferedInputStream(Files.newInputStream(archive), BUFFER_BYTES);
        if (!ArchiveNames.isCompressedTar(archive.getFileName().toString())) {
            return file;
        }
        boolean opened = false;
        try {
            InputStream unpacked = new GZIPInputStream(file, BUFFER_BYTES);
            opened = true;
            return unpacked;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    /** Unknown: the whole archive would have to be read. */
    @Override
    public OptionalLong count() {
        return OptionalLong.empty();
    }

    private static final class TarCursor implements ImageCursor {
        private final String name;
        private final TarArchiveInputStream tar;
        private final FileContents contents;
        private boolean ended;

        TarCursor(String name, InputStream in, FileContents contents) {
            this.name = name;
            this.tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name());
            this.contents = contents;
        }

        @Override
        public Optional<ImageEntry> next() {
            if (ended) {
                return Optional.empty();
            }
            try {
                TarArchiveEntry entry = tar.getNextEntry();
                while (entry != null && !(entry.isFile() && ArchiveNames.isImage(entry.getName()))) {
                    entry = tar.getNextEntry();
                }
                ended = entry == null;
                return Optional.ofNullable(entry).map(this::image);
            } catch (IOException | IllegalArgumentException e) {
                // The start of the next file is unknown.
                ended = true;
                return Optional.of(ImageEntry.unreadable(
                        name, "The archive is damaged, and its remaining images are missing: " + e.getMessage() + "."));
            }
        }

        private ImageEntry image(TarArchiveEntry entry) {
            return new ImageEntry(
                    ArchiveNames.joined(name, entry.getName()), () -> load(entry), ImageEntry.Loading.IN_TURN);
        }

        private LoadedImage load(TarArchiveEntry entry) {
            try {
                return contents.read(tar, entry.getSize());
            } catch (IOException e) {
                throw new UnreadableImageException("The file cannot be read from the archive: " + e.getMessage() + ".");
            }
        }

        @Override
        public void close() {
            try {
                tar.close();
            } catch (IOException e) {
                // Nothing was written to it.
            }
        }
    }
}
