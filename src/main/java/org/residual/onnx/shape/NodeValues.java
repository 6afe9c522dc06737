package org.residual.onnx.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.residual.onnx.graph.Makers;
import org.residual.onnx.schema.AttributeProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.store.file.InvalidModelException;

/**
 * A node with the known values of its inputs.
 *
 * @param node of a graph
 * @param operators the version of ONNX's operators
 * @param inputs in order; empty for omitted ones
 */
record NodeValues(NodeProto node, long operators, List<Optional<Value>> inputs) {
    /** Operators that accept an empty input. */
    private static final Set<String> EMPTY_FIRST =
            Set.of("Cast", "Concat", "ConstantOfShape", "Identity", "Shape", "Size");

    /** Operators that accept an empty shape, list of axes or region. */
    private static final Set<String> EMPTY_SHAPES = Stream.concat(
                    Stream.of("Concat", "Expand", "Reshape", "Resize", "Squeeze"), ReductionShapes.OPERATORS.stream())
            .collect(Collectors.toUnmodifiableSet());

    String operator() {
        return node.getOpType();
    }

    boolean has(int index) {
        return index < inputs.size() && inputs.get(index).isPresent();
    }

    /** @throws InvalidModelException if it is omitted */
    Value input(int index) {
        if (!has(index)) {
            throw new InvalidModelException("lacks an input.");
        }
        return inputs.get(index).get();
    }

    /** All inputs that are present. */
    List<Value> given() {
        return inputs.stream().flatMap(Optional::stream).toList();
    }

    boolean hasAttribute(String name) {
        return Makers.attribute(node, name).isPresent();
    }

    long number(String name, long absent) {
        return Makers.number(node, name, absent);
    }

    String text(String name, String absent) {
        return Makers.attribute(node, name)
                .map(attribute -> attribute.getS().toStringUtf8())
                .orElse(absent);
    }

    Optional<long[]> list(String name) {
        return Makers.attribute(node, name).map(AttributeProto::getIntsList).map(NodeValues::array);
    }

    /** A property that is an input in later versions and an attribute in earlier ones. */
    Optional<long[]> list(String name, int index) {
        return has(index) ? Optional.of(input(index).wholeNumbers()) : list(name);
    }

    private static long[] array(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    /**
     * Empty tensors occur in the computation of shapes. Other operators would read from such a tensor all the same.
     *
     * @throws InvalidModelException if the operator does not expect an empty tensor
     */
    void requireElements() {
        for (int i = 0; i < inputs.size(); i++) {
            Set<String> expecting = i == 0 ? EMPTY_FIRST : EMPTY_SHAPES;
            if (has(i) && input(i).count() == 0 && !expecting.contains(operator())) {
                throw new InvalidModelException("takes a tensor without elements.");
            }
        }
    }

    void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new InvalidModelException(otherwise);
        }
    }

    /** The shapes of all inputs, for messages. */
    String shapes() {
        List<String> shapes = new ArrayList<>();
        given().forEach(value -> shapes.add(java.util.Arrays.toString(value.shape())));
        return String.join(", ", shapes);
    }
}
