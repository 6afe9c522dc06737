package org.residual.onnx.check;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;

/** The names of the values of a graph known so far; a subgraph also knows those of the graph around it. */
final class Scope {
    /** Null if this is the scope of the whole model. */
    private final @Nullable Scope outer;

    private final Set<String> names = new HashSet<>();

    private Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    static Scope ofModel() {
        return new Scope(null);
    }

    /** For a subgraph of this one. */
    Scope inner() {
        return new Scope(this);
    }

    boolean knows(String name) {
        return isOwn(name) || outer != null && outer.knows(name);
    }

    /** Whether a value of that name belongs to this graph itself. */
    boolean isOwn(String name) {
        return names.contains(name);
    }

    /**
     * @param name of a new value
     * @throws InvalidModelException if it is empty or taken
     */
    void define(String name) {
        if (name.isEmpty()) {
            throw new InvalidModelException("a value has no name.");
        }
        if (knows(name)) {
            throw new InvalidModelException("there is more than one value named '" + Quoted.text(name) + "'.");
        }
        names.add(name);
    }
}
