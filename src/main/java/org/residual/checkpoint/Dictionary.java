package org.residual.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Python's dict or OrderedDict. Of keys that are no text, such as numbers, only that there were some is known. */
final class Dictionary {
    private final Map<String, Object> entries = new LinkedHashMap<>();
    private boolean otherKeys;

    void put(Object key, Object value) {
        if (key instanceof String name) {
            entries.put(name, value);
        } else {
            otherKeys = true;
        }
    }

    /** In the order of their first appearance. */
    Map<String, Object> entries() {
        return Collections.unmodifiableMap(entries);
    }

    boolean hasOtherKeys() {
        return otherKeys;
    }

    boolean holdsTensorsAlone() {
        return !otherKeys
                && !entries.isEmpty()
                && entries.values().stream().allMatch(value -> value instanceof TensorView);
    }
}
