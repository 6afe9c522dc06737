package org.residual.spark;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Residual's jar, with the libraries that it was built and tested with. They are kept apart from Spark's other
 * versions of the same libraries.
 */
final class ResidualJar {
    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIBRARIES = "BOOT-INF/lib/";
    /** In Residual's jar, but in none of Spark's. */
    private static final String MARK = "BOOT-INF/classpath.idx";

    private final Path jar;

    ResidualJar(Path jar) {
        this.jar = jar;
    }

    /**
     * @return Residual's jar among those given to Spark
     * @throws IllegalArgumentException if there is none
     * @throws IOException if it cannot be read
     */
    static ResidualJar ofClassPath() throws IOException {
        URL mark = Thread.currentThread().getContextClassLoader().getResource(MARK);
        if (mark == null || !(mark.openConnection() instanceof JarURLConnection connection)) {
            throw new IllegalArgumentException("residual.jar is missing: give it to Spark with --jars, or set"
                    + " spark.residual.jar to its path on the executors.");
        }
        try {
            return new ResidualJar(Path.of(connection.getJarFileURL().toURI()));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /**
     * @param folder to unpack the jar into
     * @return a class loader for the jar and its libraries, isolated from Spark's
     * @throws IOException if it cannot be read or unpacked
     */
    ClassLoader load(Path folder) throws IOException {
        List<URL> urls = new ArrayList<>();
        try (JarFile packed = new JarFile(jar.toFile())) {
            if (packed.getEntry(MARK) == null) {
                // The libraries lie beside this jar, as in the container image, and its manifest lists them.
                urls.add(jar.toUri().toURL());
            } else {
                urls.add(
                        Files.createDirectories(folder.resolve(CLASSES)).toUri().toURL());
                urls.addAll(unpack(packed, folder));
            }
        }
        return new URLClassLoader("residual", urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static List<URL> unpack(JarFile packed, Path folder) throws IOException {
        List<URL> libraries = new ArrayList<>();
        for (JarEntry entry : (Iterable<JarEntry>) packed.stream()::iterator) {
            String name = entry.getName();
            if (entry.isDirectory() || !(name.startsWith(CLASSES) || name.startsWith(LIBRARIES))) {
                continue;
            }
            Path file = folder.resolve(name).normalize();
            if (!file.startsWith(folder)) {
                throw new IOException("'" + name + "' is not a valid name of a jar's entry.");
            }
            Files.createDirectories(file.getParent());
            try (InputStream in = packed.getInputStream(entry)) {
                Files.copy(in, file);
            }
            if (name.startsWith(LIBRARIES)) {
                libraries.add(file.toUri().toURL());
            }
        }
        return libraries;
    }
}
