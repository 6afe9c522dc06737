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
 * Residual's jar, with all the libraries that it was built and tested with. They are loaded apart from Spark's, which are
 * other versions of the same.
 */
final class ResidualJar {
    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIBRARIES = "BOOT-INF/lib/";
    /** Is in Residual's jar, and in none of Spark's. */
    private static final String MARK = "BOOT-INF/classpath.idx";

    private final Path jar;

    ResidualJar(Path jar) {
        this.jar = jar;
    }

    /**
     * @return the one among the jars that were given to Spark
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
     * @param folder where what is packed in it is unpacked to
     * @return a class loader of it and its libraries, which sees nothing of Spark
     * @throws IOException if it cannot be read or unpacked
     */
    ClassLoader load(Path folder) throws IOException {
        List<URL> urls = new ArrayList<>();
        try (JarFile packed = new JarFile(jar.toFile())) {
            if (packed.getEntry(MARK) == null) {
                // One whose libraries lie beside it, as in the image: its manifest names them.
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
                throw new IOException("'" + name + "' does not belong into a jar.");
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
