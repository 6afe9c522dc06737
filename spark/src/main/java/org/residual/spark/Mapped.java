package org.residual.spark;

import java.util.Iterator;
import java.util.function.Function;

/** Applies a function to the elements of an iterator. */
record Mapped<T, R>(Iterator<T> elements, Function<T, R> function) implements Iterator<R> {
    @Override
    public boolean hasNext() {
        return elements.hasNext();
    }

    @Override
    public R next() {
        return function.apply(elements.next());
    }
}
