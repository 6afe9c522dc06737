package org.residual.bucket;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.residual.store.file.VersionFolder;
import org.residual.store.listing.PassedOver;

/**
 * All objects that a version of a model is made of.
 *
 * @param folder the version's folder: {@code MODEL/VERSION}
 * @param files its objects by the names of their files
 */
record StoredVersion(Path folder, SortedMap<String, StoredObject> files) {
    private static final int MOST_PASSED_OVER = 100;
    private static final String LABELS = "labels.txt";
    /** A name that is safe on any file system, and nobody's but a model's file. */
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    StoredVersion {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /**
     * Finds the versions among objects. The labels of a model become those of each version that has none, so that a
     * version's folder is all there is to it. Keys of any other form than the model store's are nobody's.
     *
     * @param objects in a bucket
     * @param prefix what is cut off their keys
     */
    static List<StoredVersion> among(Collection<StoredObject> objects, String prefix) {
        Map<Path, SortedMap<String, StoredObject>> versions = new TreeMap<>();
        Map<Path, StoredObject> labels = new HashMap<>();
        for (StoredObject object : objects) {
            String[] names = names(object, prefix);
            if (names.length == 3 && VersionFolder.isNamed(names[0], names[1]) && isFile(names[2])) {
                versions.computeIfAbsent(Path.of(names[0], names[1]), folder -> new TreeMap<>())
                        .put(names[2], object);
            } else if (names.length == 2 && VersionFolder.isModel(names[0]) && names[1].equals(LABELS)) {
                labels.put(Path.of(names[0]), object);
            }
        }
        List<StoredVersion> found = new ArrayList<>();
        versions.forEach((folder, files) -> {
            StoredObject ofModel = labels.get(folder.getParent());
            if (ofModel != null) {
                files.putIfAbsent(LABELS, ofModel);
            }
            found.add(new StoredVersion(folder, files));
        });
        return List.copyOf(found);
    }

    /**
     * @param objects in a bucket
     * @param prefix what is cut off their keys
     * @return what among them is in the way that versions are, and is none
     */
    static List<PassedOver> passedOver(Collection<StoredObject> objects, String prefix) {
        return objects.stream()
                .map(object -> names(object, prefix))
                .filter(names -> names.length > 0)
                .map(StoredVersion::passedOver)
                .flatMap(Optional::stream)
                .distinct()
                .limit(MOST_PASSED_OVER)
                .toList();
    }

    /** The parts of its key; none if it lies outside of the prefix, whatever was asked for. */
    private static String[] names(StoredObject object, String prefix) {
        return object.key().startsWith(prefix)
                ? object.key().substring(prefix.length()).split("/", -1)
                : new String[0];
    }

    private static Optional<PassedOver> passedOver(String[] names) {
        boolean inFolder = names.length > 1;
        if (!inFolder || !VersionFolder.isModel(names[0])) {
            return PassedOver.inStore(names[0], inFolder);
        }
        return PassedOver.inModel(names[0], names[1], names.length > 2);
    }

    private static boolean isFile(String name) {
        return FILE.matcher(name).matches();
    }
}
