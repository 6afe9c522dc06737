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
 * All objects of a version of a model.
 *
 * @param folder the version's folder: {@code MODEL/VERSION}
 * @param files its objects by the names of their files
 */
record StoredVersion(Path folder, SortedMap<String, StoredObject> files) {
    private static final int MOST_PASSED_OVER = 100;
    private static final String LABELS = "labels.txt";
    /** A name that is safe on any file system, and that a model's file can have. */
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    StoredVersion {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /**
     * Finds the versions among objects. The labels of a model are added to each of its versions that has none, so that
     * a version's folder is self-contained. Keys of any other form are ignored.
     *
     * @param objects in a bucket
     * @param prefix removed from their keys
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
     * @param prefix removed from their keys
     * @return the entries among them that look like versions, but are not
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

    /** The parts of its key; none if it is outside the prefix. */
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
