package org.residual.onnx.shape;

import java.util.HashMap;
import java.util.Map;

/** The memory of the values of a graph that exist at the same time. */
final class ActivationMemory {
    private final Map<String, Long> bytes = new HashMap<>();
    private long now;
    private long peak;

    void add(String name, Value value) {
        bytes.put(name, value.bytes());
        now = Math.addExact(now, value.bytes());
        peak = Math.max(peak, now);
    }

    void remove(String name) {
        Long removed = bytes.remove(name);
        now -= removed == null ? 0 : removed;
    }

    long peak() {
        return peak;
    }
}
