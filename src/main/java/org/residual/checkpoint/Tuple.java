package org.residual.checkpoint;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Python's tuple.
 *
 * @param items unmodifiable; null stands for None. They are never compared, since they may be nested as deeply as a
 *     file is long
 */
record Tuple(List<@Nullable Object> items) {
    static final Tuple EMPTY = new Tuple(List.of());

    Tuple {
        items = Collections.unmodifiableList(items);
    }
}
