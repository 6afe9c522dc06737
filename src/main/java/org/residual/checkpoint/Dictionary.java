package org.residual.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's dict or OrderedDict. Keys other than text, such as numbers, are only noted as present. */
final class Dictionary {
    private final Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    private boolean otherKeys;

    void put(@Nullable Object key, @Nullable Object value) {
        if (key instanceof String name) {
            entries.put(name, value);
        } else {
            otherKeys = true;
        }
    }

    /** In the order of their first appearance; null stands for None. */
    Map<String, @Nullable Object> entries() {
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
