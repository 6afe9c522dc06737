package org.residual.store.listing;

import java.nio.file.Path;

/**
 * The location of a model in a store.
 *
 * @param name as in URLs
 * @param directory the folder of its versions
 */
public record ModelFolder(String name, Path directory) {}
