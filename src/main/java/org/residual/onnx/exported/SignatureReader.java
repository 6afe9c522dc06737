package org.residual.onnx.exported;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.residual.engine.GraphSignature;
import org.residual.engine.GraphSignature.Layout;
import org.residual.engine.ImageBatch;
import org.residual.onnx.graph.Makers;
import org.residual.onnx.graph.TensorElements;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.onnx.schema.TensorProto;
import org.residual.onnx.schema.TensorShapeProto.Dimension;
import org.residual.onnx.schema.TypeProto;
import org.residual.onnx.schema.ValueInfoProto;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;

/** Infers the input and output of a graph. */
final class SignatureReader {
    private static final int AXES = 4;

    private final GraphProto graph;
    private final GraphSignature said;

    /**
     * @param graph that has been checked
     * @param said given properties, which take precedence
     */
    SignatureReader(GraphProto graph, GraphSignature said) {
        this.graph = graph;
        this.said = said;
    }

    /**
     * @throws InvalidModelException if its input is not images of 3 channels, or its output not a number for each class
     */
    ExportedSignature read() {
        ValueInfoProto input = input();
        Layout layout = layout(input);
        ImageAxes axes = ImageAxes.of(layout);
        ValueInfoProto output = output();
        OutputTrace trace = new OutputTrace(graph, output.getName());
        trace.requireNoMixing();
        return new ExportedSignature(
                input.getName(),
                layout,
                inputType(input),
                batch(input),
                size(input, axes.height()),
                size(input, axes.width()),
                output.getName(),
                outputType(output),
                classes(output, trace),
                said.answers().or(trace::answers));
    }

    /**
     * An initializer that is also an input has a value: in files before version 4 of the format all initializers are
     * inputs.
     */
    private ValueInfoProto input() {
        Set<String> initializers =
                graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
        List<ValueInfoProto> inputs = graph.getInputList().stream()
                .filter(input -> !initializers.contains(input.getName()))
                .toList();
        if (inputs.size() != 1) {
            throw new InvalidModelException("it takes " + (inputs.isEmpty() ? "nothing" : described(inputs))
                    + ", but must take images alone: export the network with one input.");
        }
        said.input().filter(name -> !name.equals(inputs.get(0).getName())).ifPresent(name -> {
            throw new InvalidModelException(
                    "it has no input '" + Quoted.text(name) + "'; there is " + described(inputs) + ".");
        });
        requireTensor(inputs.get(0), "input");
        List<Dimension> axes = axes(inputs.get(0));
        if (axes.size() != AXES) {
            throw new InvalidModelException("it takes " + described(inputs)
                    + ", but must take images with 4 axes: batch, channels, height and width.");
        }
        return inputs.get(0);
    }

    private ValueInfoProto output() {
        List<ValueInfoProto> outputs = graph.getOutputList();
        if (said.output().isEmpty() && outputs.size() > 1) {
            throw new InvalidModelException("it answers " + described(outputs)
                    + ": choose one with output_name in model.yaml, or --output-name of import, such as '"
                    + Quoted.text(outputs.get(0).getName()) + "'.");
        }
        String name = said.output().orElseGet(() -> outputs.get(0).getName());
        ValueInfoProto output = outputs.stream()
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidModelException(
                        "it has no output '" + Quoted.text(name) + "'; there is " + described(outputs) + "."));
        requireTensor(output, "output");
        return output;
    }

    private static void requireTensor(ValueInfoProto value, String what) {
        requireName(value.getName(), what);
        if (!value.getType().hasTensorType()) {
            throw new InvalidModelException(
                    "the " + what + " '" + Quoted.text(value.getName()) + "' is not a tensor, but must be one.");
        }
    }

    /** Names pass through the runtime's Java API, which supports text only. */
    private static void requireName(String name, String what) {
        if (name.chars().anyMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c) || c == '\ufffd')) {
            throw new InvalidModelException(
                    "the name of the " + what + " has characters that are not supported: '" + Quoted.text(name) + "'.");
        }
    }

    private static List<Dimension> axes(ValueInfoProto value) {
        return value.getType().getTensorType().getShape().getDimList();
    }

    private static ElementType inputType(ValueInfoProto input) {
        return type(input.getType())
                .orElseThrow(() -> new InvalidModelException(
                        "it takes " + described(List.of(input)) + ", but images must be float, float16 or uint8."));
    }

    private static ElementType outputType(ValueInfoProto output) {
        return type(output.getType())
                .filter(type -> type != ElementType.UINT8)
                .orElseThrow(() -> new InvalidModelException("it answers " + described(List.of(output))
                        + ", but must answer float or float16: if it has another output with a number for each "
                        + "class, name that with output_name."));
    }

    private static Optional<ElementType> type(TypeProto type) {
        return TensorElements.of(type.getTensorType().getElemType()).flatMap(elements -> switch (elements) {
            case FLOAT -> Optional.of(ElementType.FLOAT32);
            case FLOAT16 -> Optional.of(ElementType.FLOAT16);
            case UINT8 -> Optional.of(ElementType.UINT8);
            default -> Optional.empty();
        });
    }

    private Layout layout(ValueInfoProto input) {
        Layout layout = said.layout()
                .or(() -> layoutOfShape(input))
                .or(() -> layoutOfUse(input))
                .orElseThrow(() -> new InvalidModelException("it takes " + described(List.of(input))
                        + ", where the second or the last axis may be the 3 channels: set layout to nchw or nhwc."));
        Dimension channels = axes(input).get(ImageAxes.of(layout).channels());
        if (channels.hasDimValue() && channels.getDimValue() >= 0 && channels.getDimValue() != ImageBatch.CHANNELS) {
            throw new InvalidModelException("it takes " + described(List.of(input)) + ", images of "
                    + channels.getDimValue() + " channels, but only 3 are supported: red, green and blue.");
        }
        return layout;
    }

    private static Optional<Layout> layoutOfShape(ValueInfoProto input) {
        boolean second = isThree(input, Layout.NCHW);
        boolean last = isThree(input, Layout.NHWC);
        if (second == last) {
            return Optional.empty();
        }
        return Optional.of(second ? Layout.NCHW : Layout.NHWC);
    }

    private static boolean isThree(ValueInfoProto input, Layout layout) {
        Dimension channels = axes(input).get(ImageAxes.of(layout).channels());
        return channels.hasDimValue() && channels.getDimValue() == ImageBatch.CHANNELS;
    }

    /** ONNX's convolutions have channels second; images with channels last are transposed first. */
    private Optional<Layout> layoutOfUse(ValueInfoProto input) {
        List<NodeProto> users = graph.getNodeList().stream()
                .filter(node -> node.getInputList().contains(input.getName()))
                .toList();
        if (users.stream().anyMatch(node -> node.getOpType().equals("Conv"))) {
            return Optional.of(Layout.NCHW);
        }
        boolean transposed = users.stream()
                .filter(node -> node.getOpType().equals("Transpose"))
                .flatMap(node -> Makers.attribute(node, "perm").stream())
                .anyMatch(perm -> perm.getIntsList().equals(List.of(0L, 3L, 1L, 2L)));
        return transposed ? Optional.of(Layout.NHWC) : Optional.empty();
    }

    private static OptionalInt batch(ValueInfoProto input) {
        OptionalInt batch = size(input, 0);
        if (batch.isPresent() && batch.getAsInt() != 1) {
            throw new InvalidModelException("it takes " + described(List.of(input)) + ", exactly " + batch.getAsInt()
                    + " images at a time: export it with a batch of any size, in PyTorch with dynamic_axes.");
        }
        return batch;
    }

    /** Some exporters write -1 for a free dimension. */
    private static OptionalInt size(ValueInfoProto input, int axis) {
        Dimension dimension = axes(input).get(axis);
        if (!dimension.hasDimValue() || dimension.getDimValue() == -1) {
            return OptionalInt.empty();
        }
        if (dimension.getDimValue() < 1 || dimension.getDimValue() > Integer.MAX_VALUE) {
            throw new InvalidModelException(
                    "it takes " + described(List.of(input)) + ", which is not a possible size.");
        }
        return OptionalInt.of((int) dimension.getDimValue());
    }

    /** The batch comes first; one other axis is for the classes, and the rest must have a length of 1. */
    private static OptionalInt classes(ValueInfoProto output, OutputTrace trace) {
        if (!output.getType().getTensorType().hasShape()) {
            return trace.classes();
        }
        List<Dimension> axes = axes(output);
        List<Dimension> classes = axes.stream()
                .skip(1)
                .filter(axis -> !axis.hasDimValue() || axis.getDimValue() != 1)
                .toList();
        if (axes.size() < 2 || classes.size() > 1) {
            throw new InvalidModelException(
                    "it answers " + described(List.of(output)) + ", but must answer [batch, classes].");
        }
        if (classes.isEmpty()) {
            throw new InvalidModelException("it answers " + described(List.of(output))
                    + ", one number for an image, but must answer a number for each of two or more classes.");
        }
        long declared = classes.get(0).getDimValue();
        return declared > 0 && declared <= Integer.MAX_VALUE ? OptionalInt.of((int) declared) : trace.classes();
    }

    private static String described(List<ValueInfoProto> values) {
        return values.stream().map(SignatureReader::described).collect(Collectors.joining(", "));
    }

    private static String described(ValueInfoProto value) {
        TypeProto.Tensor type = value.getType().getTensorType();
        String elements = TensorElements.of(type.getElemType())
                .map(known -> known.name().toLowerCase(Locale.ROOT))
                .orElse("of type " + type.getElemType());
        String shape = type.getShape().getDimList().stream()
                .map(axis -> axis.hasDimValue() ? Long.toString(axis.getDimValue()) : Quoted.text(axis.getDimParam()))
                .collect(Collectors.joining(", ", "[", "]"));
        return "'" + Quoted.text(value.getName()) + "' (" + elements + " " + shape + ")";
    }
}
