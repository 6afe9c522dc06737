package org.residual.classification.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Optional;

/** Objects by URIs such as {@code s3://photos/2024/cat.jpg}. Safe for use by many threads. */
public interface ObjectStore {
    /** The start of each URI. */
    String SCHEME = "s3://";

    /**
     * @param folder URI of a prefix of keys
     * @return the URIs of all objects below it in a reproducible order, listed as they are needed. Exceptions of the
     *     listing are no image's fault.
     * @throws IllegalArgumentException if the URI is invalid
     */
    Iterator<String> list(String folder);

    /**
     * @param uri of an object
     * @param reading receives its content; again if the connection breaks
     * @return the object; empty if there is none. Exceptions are not the object's fault, unless {@code reading} threw
     *     them.
     * @throws IllegalArgumentException if the URI is invalid
     */
    Optional<LoadedImage> read(String uri, Reading reading);

    /** Loads an image. */
    @FunctionalInterface
    interface Reading {
        /**
         * @param size in bytes
         * @throws IOException if the content cannot be read completely
         */
        LoadedImage read(InputStream content, long size) throws IOException;
    }
}
