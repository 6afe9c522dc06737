package org.residual.checkpoint;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A function or class of Python that a pickle may name.
 *
 * @param name with its module
 * @param call stands in for a call: takes its arguments; harmless whatever they are
 */
record Global(String name, Function<List<@Nullable Object>, @Nullable Object> call) {}
