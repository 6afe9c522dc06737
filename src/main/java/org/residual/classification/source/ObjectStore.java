package org.residual.classification.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Optional;

/** Objects by URIs such as {@code s3://photos/2024/cat.jpg}. Safe for use by many threads. */
public interface ObjectStore {
    /** What the URIs begin with. */
    String SCHEME = "s3://";

    /**
     * @param folder URI of what the keys begin with
     * @return the URIs of all objects below it, in an order that is the same each time, asked for as they are needed.
     *     What is thrown if they cannot be had is no image's fault.
     * @throws IllegalArgumentException if it is no such URI
     */
    Iterator<String> list(String folder);

    /**
     * @param uri of an object
     * @param reading is given its content; again if the connection broke
     * @return the object; empty if there is none. What is thrown if it cannot be had is not its fault, except what the
     *     reading throws.
     * @throws IllegalArgumentException if it is no such URI
     */
    Optional<LoadedImage> read(String uri, Reading reading);

    /** Loads an image. */
    @FunctionalInterface
    interface Reading {
        /**
         * @param size in bytes
         * @throws IOException if the content cannot be read to its end
         */
        LoadedImage read(InputStream content, long size) throws IOException;
    }
}
