package org.residual.classification.source;

import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * An object with the name of an image, or else all images below a prefix, in the order of their keys.
 *
 * @param uri such as {@code s3://photos/2024}
 */
record ObjectSource(String uri, ObjectStore objects, FileContents contents) implements ImageSource {
    @Override
    public ImageCursor open() {
        if (isObject()) {
            return new SingleEntry(image(uri));
        }
        if (ArchiveNames.isZip(uri) || ArchiveNames.isTar(uri)) {
            return SingleSource.unreadable(uri, "Archives in an object store are unsupported: copy it first.")
                    .open();
        }
        try {
            return new ObjectCursor(objects.list(uri));
        } catch (IllegalArgumentException e) {
            return SingleSource.unreadable(uri, String.valueOf(e.getMessage())).open();
        }
    }

    private boolean isObject() {
        int key = uri.indexOf('/', ObjectStore.SCHEME.length());
        return key > 0 && ArchiveNames.isImage(uri.substring(Math.max(key, uri.lastIndexOf('/'))));
    }

    private ImageEntry image(String object) {
        return new ImageEntry(object, () -> load(object), ImageEntry.Loading.REMOTE);
    }

    private LoadedImage load(String object) {
        try {
            return objects.read(object, contents::read)
                    .orElseThrow(() -> new UnreadableImageException("The object does not exist."));
        } catch (IllegalArgumentException e) {
            throw new UnreadableImageException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public OptionalLong count() {
        try (ImageCursor cursor = open()) {
            return OptionalLong.of(
                    Stream.generate(cursor::next).takeWhile(Optional::isPresent).count());
        }
    }

    private final class ObjectCursor implements ImageCursor {
        private final Iterator<String> listed;
        private boolean empty = true;

        ObjectCursor(Iterator<String> listed) {
            this.listed = listed;
        }

        @Override
        public Optional<ImageEntry> next() {
            while (listed.hasNext()) {
                String object = listed.next();
                empty = false;
                if (ArchiveNames.isImage(object.substring(prefix().length()))) {
                    return Optional.of(image(object));
                }
            }
            if (empty) {
                empty = false;
                return Optional.of(ImageEntry.unreadable(uri, "There is no object below this prefix."));
            }
            return Optional.empty();
        }

        private String prefix() {
            return uri.endsWith("/") ? uri : uri + "/";
        }

        @Override
        public void close() {}
    }
}
