package org.residual.onnx.exported;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.residual.onnx.schema.AttributeProto;
import org.residual.onnx.schema.AttributeProto.AttributeType;
import org.residual.onnx.schema.FunctionProto;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.ModelProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.onnx.schema.OperatorSetIdProto;
import org.residual.onnx.schema.SparseTensorProto;
import org.residual.onnx.schema.TensorProto;
import org.residual.onnx.schema.TensorShapeProto;
import org.residual.onnx.schema.TrainingInfoProto;
import org.residual.onnx.schema.TypeProto;
import org.residual.onnx.schema.ValueInfoProto;
import org.residual.store.file.InvalidModelException;

/** Valid files with one fault each, as only an attacker or a broken exporter makes them. */
class HostileModelTest {
    private static final ModelProto GOOD = ExportedFiles.proto("torch-opset13");

    @TempDir
    private Path folder;

    private final Map<String, Consumer<ModelProto.Builder>> faults = new LinkedHashMap<>();
    private final Map<String, String> messages = new LinkedHashMap<>();

    private void fault(String name, String message, Consumer<ModelProto.Builder> change) {
        faults.put(name, change);
        messages.put(name, message);
    }

    private void graph(String name, String message, Consumer<GraphProto.Builder> change) {
        fault(name, message, model -> change.accept(model.getGraphBuilder()));
    }

    private void first(String operator, String name, String message, Consumer<NodeProto.Builder> change) {
        graph(
                name,
                message,
                graph -> change.accept(graph.getNodeBuilderList().stream()
                        .filter(node -> node.getOpType().equals(operator))
                        .findFirst()
                        .orElseThrow()));
    }

    private void weights(String name, String message, Consumer<TensorProto.Builder> change) {
        graph(name, message, graph -> change.accept(graph.getInitializerBuilder(0)));
    }

    private static AttributeProto.Builder attribute(NodeProto.Builder node, String name) {
        return node.getAttributeBuilderList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static NodeProto.Builder node(String operator, String input, String output) {
        return NodeProto.newBuilder().setOpType(operator).addInput(input).addOutput(output);
    }

    private static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    private static TensorProto wholeNumbers(String name, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return tensor.build();
    }

    /** Puts a node before all others, which use its output as the images. */
    private static void insert(GraphProto.Builder graph, NodeProto.Builder node) {
        for (NodeProto.Builder other : graph.getNodeBuilderList()) {
            for (int i = 0; i < other.getInputCount(); i++) {
                if (other.getInput(i).equals("input")) {
                    other.setInput(i, node.getOutput(0));
                }
            }
        }
        graph.addNode(0, node);
    }

    @TestFactory
    Stream<DynamicTest> refusesModels() {
        fault("no version of the format", "version 0 of the format", ModelProto.Builder::clearIrVersion);
        fault("a version of the format to come", "version 99 of the format", model -> model.setIrVersion(99));
        fault("no operators", "no version of ONNX's operators", ModelProto.Builder::clearOpsetImport);
        fault(
                "operators of old",
                "version 6 of ONNX's operators",
                model -> model.getOpsetImportBuilder(0).setVersion(6));
        fault(
                "operators to come",
                "version 999",
                model -> model.getOpsetImportBuilder(0).setVersion(999));
        fault(
                "operators twice",
                "several versions",
                model -> model.addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("ai.onnx").setVersion(12)));
        fault(
                "functions",
                "it has functions of its own",
                model -> model.addFunctions(
                        FunctionProto.newBuilder().setName("f").addNode(node("f", "x", "y"))));
        fault(
                "training",
                "it is a model for training",
                model -> model.addTrainingInfo(TrainingInfoProto.newBuilder().setAlgorithm(GOOD.getGraph())));
        fault("no graph", "there is no graph in it", ModelProto.Builder::clearGraph);
        return tests();
    }

    @TestFactory
    Stream<DynamicTest> refusesGraphs() {
        graph(
                "two values of a name",
                "more than one value named 'logits'",
                graph -> graph.addNode(node("Relu", "input", "logits")));
        graph(
                "two weights of a name",
                "more than one value named",
                graph -> graph.addInitializer(graph.getInitializer(0)));
        graph(
                "a weight without a name",
                "a value has no name",
                graph -> graph.getInitializerBuilder(0).clearName());
        graph("two inputs of a name", "more than one value named 'input'", graph -> graph.addInput(graph.getInput(0)));
        graph(
                "a cycle",
                "depends on its own output: there is a cycle",
                graph -> graph.getNodeBuilder(0)
                        .setInput(0, graph.getNode(graph.getNodeCount() - 2).getOutput(0)));
        graph(
                "a node of itself",
                "there is a cycle",
                graph -> graph.getNodeBuilder(1).setInput(0, graph.getNode(1).getOutput(0)));
        graph(
                "a value from nowhere",
                "uses 'nothing', which no node computes",
                graph -> graph.getNodeBuilder(1).setInput(0, "nothing"));
        graph("no output", "a graph has no output", GraphProto.Builder::clearOutput);
        graph(
                "an output from nowhere",
                "no node of its graph computes the output 'nothing'",
                graph -> graph.getOutputBuilder(0).setName("nothing"));
        graph("an output twice", "the output 'logits' is repeated", graph -> graph.addOutput(graph.getOutput(0)));
        graph("no input", "uses 'input', which no node computes", GraphProto.Builder::clearInput);
        graph(
                "no input but a weight",
                "it takes nothing",
                graph -> graph.addInitializer(
                        TensorProto.newBuilder().setName("input").setDataType(1).addDims(0)));
        graph("no nodes", "no node of its graph computes the output", GraphProto.Builder::clearNode);
        graph(
                "sparse weights",
                "it has sparse weights",
                graph -> graph.addSparseInitializer(
                        SparseTensorProto.newBuilder().addDims(1L << 40)));
        graph(
                "an input that is no tensor",
                "is not a tensor",
                graph -> graph.getInputBuilder(0)
                        .setType(TypeProto.newBuilder().setSequenceType(TypeProto.Sequence.newBuilder())));
        graph(
                "images without channels",
                "must take images with 4 axes",
                graph -> graph.getInputBuilder(0)
                        .getTypeBuilder()
                        .getTensorTypeBuilder()
                        .getShapeBuilder()
                        .removeDim(1));
        graph(
                "images without a shape",
                "must take images with 4 axes",
                graph -> graph.getInputBuilder(0)
                        .getTypeBuilder()
                        .getTensorTypeBuilder()
                        .clearShape());
        graph("images of no pixels", "is not a possible size", graph -> dimension(graph.getInputBuilder(0), 2, 0));
        graph(
                "images of too many pixels",
                "is not a possible size",
                graph -> dimension(graph.getInputBuilder(0), 2, 1L << 40));
        graph("grey images", "images of 1 channels, but only 3", graph -> dimension(graph.getInputBuilder(0), 1, 1));
        graph("eight images", "exactly 8 images at a time", graph -> dimension(graph.getInputBuilder(0), 0, 8));
        graph(
                "words for images",
                "images must be float, float16 or uint8",
                graph -> graph.getInputBuilder(0)
                        .getTypeBuilder()
                        .getTensorTypeBuilder()
                        .setElemType(TensorProto.DataType.STRING_VALUE));
        graph(
                "whole numbers for answers",
                "must answer float or float16",
                graph -> graph.getOutputBuilder(0)
                        .getTypeBuilder()
                        .getTensorTypeBuilder()
                        .setElemType(TensorProto.DataType.INT64_VALUE));
        graph(
                "pixels for answers",
                "must answer [batch, classes]",
                graph -> graph.getOutputBuilder(0)
                        .getTypeBuilder()
                        .getTensorTypeBuilder()
                        .getShapeBuilder()
                        .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(7)));
        graph(
                "one number for an answer",
                "one number for an image",
                graph -> dimension(graph.getOutputBuilder(0), 1, 1));
        graph("a name of control characters", "has characters that are not supported", graph -> {
            insert(graph, node("Relu", "a\nb", "relu_of_input"));
            graph.getInputBuilder(0).setName("a\nb");
        });
        return tests();
    }

    private static void dimension(ValueInfoProto.Builder value, int axis, long length) {
        value.getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(axis)
                .setDimValue(length);
    }

    @TestFactory
    Stream<DynamicTest> refusesNodes() {
        first("Relu", "an unknown operator", "'Boom' is not supported", node -> node.setOpType("Boom"));
        first("Relu", "no operator", "'' is not supported", NodeProto.Builder::clearOpType);
        first(
                "Relu",
                "a custom operator",
                "export the network without custom operators",
                node -> node.setDomain("evil"));
        first(
                "Relu",
                "an operator of tables",
                "models of tables",
                node -> node.setDomain("ai.onnx.ml").setOpType("Scaler"));
        first(
                "Relu",
                "a compiled model",
                "'com.microsoft.EPContext' is not supported",
                node -> node.setDomain("com.microsoft").setOpType("EPContext"));
        first(
                "Relu",
                "an operator for one CPU",
                "import the model that was optimized instead",
                node -> node.setDomain("com.microsoft.nchwc").setOpType("Conv"));
        first("Relu", "a loop", "export the network without loops", node -> node.setOpType("Loop"));
        first("Relu", "chance", "it is random", node -> node.setOpType("RandomUniformLike"));
        first(
                "Relu",
                "an attribute without a name",
                "has no name, or is repeated",
                node -> node.addAttribute(number("", 1)));
        first(
                "Conv",
                "an attribute twice",
                "has no name, or is repeated",
                node -> node.addAttribute(node.getAttribute(0)));
        first(
                "Conv",
                "an attribute without a type",
                "does not hold what its type says",
                node -> attribute(node, "group").clearType());
        first(
                "Conv",
                "an attribute of another type",
                "does not hold what its type says",
                node -> attribute(node, "group").setType(AttributeType.GRAPH));
        first(
                "Conv",
                "an attribute of two types",
                "does not hold what its type says",
                node -> attribute(node, "group").setF(1));
        first(
                "Relu",
                "a graph in a node that runs none",
                "only the branches of an If may be",
                node -> node.addAttribute(AttributeProto.newBuilder()
                        .setName("body")
                        .setType(AttributeType.GRAPH)
                        .setG(GOOD.getGraph())));
        first(
                "Relu",
                "an attribute of a function",
                "does not hold what its type says",
                node -> node.addAttribute(number("alpha", 1).toBuilder().setRefAttrName("alpha")));
        first(
                "Conv",
                "strides of 0",
                "'strides'",
                node -> attribute(node, "strides").setInts(0, 0));
        first("Conv", "negative pads", "'pads'", node -> attribute(node, "pads").setInts(0, -1));
        first("Conv", "no groups", "'group'", node -> attribute(node, "group").setI(0));
        first(
                "Conv",
                "huge dilations",
                "'dilations'",
                node -> attribute(node, "dilations").setInts(0, 1L << 40));
        first(
                "Conv",
                "many strides",
                "more than 4096 values",
                node -> attribute(node, "strides")
                        .addAllInts(new ArrayList<>(java.util.Collections.nCopies(5_000, 1L))));
        return tests();
    }

    @TestFactory
    Stream<DynamicTest> refusesWeights() {
        weights("too few numbers", "but its dimensions", tensor -> tensor.setRawData(ByteString.copyFrom(new byte[4])));
        weights("no numbers", "but its dimensions", TensorProto.Builder::clearRawData);
        weights("a negative dimension", "negative dimension -1", tensor -> tensor.setDims(0, -1));
        weights("a huge dimension", "but its dimensions", tensor -> tensor.setDims(0, 1L << 40));
        weights(
                "dimensions beyond counting",
                "too many elements to count",
                tensor -> tensor.addDims(Long.MAX_VALUE).addDims(Long.MAX_VALUE));
        weights(
                "many dimensions",
                "more than 16 dimensions",
                tensor -> tensor.addAllDims(java.util.Collections.nCopies(20, 1L)));
        weights("an unknown type", "has the type 99", tensor -> tensor.setDataType(99));
        weights("no type", "has the type 0", TensorProto.Builder::clearDataType);
        weights("words", "has the type 8", tensor -> tensor.setDataType(TensorProto.DataType.STRING_VALUE));
        weights("numbers in two places", "in more than one place", tensor -> tensor.addFloatData(1));
        weights(
                "numbers in a wrong place",
                "in more than one place, or in the wrong one",
                tensor -> tensor.clearRawData().addAllDoubleData(java.util.Collections.nCopies(5, 1.0)));
        weights(
                "a segment",
                "is a segment",
                tensor -> tensor.setSegment(TensorProto.Segment.newBuilder().setEnd(1)));
        return tests();
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatCannotBeRun() {
        graph("images that are blown up", "too large", graph -> {
            graph.addInitializer(wholeNumbers("many", 1 << 20, 1, 1 << 20, 1 << 20));
            insert(graph, node("Tile", "input", "tiled").addInput("many"));
        });
        graph("a shape that depends on what an image shows", "depends on the contents of an image", graph -> {
            insert(graph, node("ConstantOfShape", "sizes", "filled"));
            graph.addNode(node("ReduceMax", "input", "brightest").addAttribute(number("keepdims", 0)));
            graph.addNode(node("Cast", "brightest", "size").addAttribute(number("to", 7)));
            graph.addInitializer(wholeNumbers("axis", 0));
            graph.addNode(node("Unsqueeze", "size", "sizes").addInput("axis"));
        });
        graph(
                "a kernel of other channels",
                "do not match",
                graph -> graph.getInitializerBuilder(index(graph, firstInput(graph, "Conv", 1)))
                        .setDims(0, 3)
                        .setDims(1, 4));
        graph(
                "a kernel of one axis more",
                "do not match",
                graph -> graph.getInitializerBuilder(index(graph, firstInput(graph, "Conv", 1)))
                        .addDims(1));
        graph(
                "images that are too small for a window",
                "needs a larger image",
                graph -> insert(
                        graph,
                        node("MaxPool", "input", "pooled")
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("kernel_shape")
                                        .setType(AttributeType.INTS)
                                        .addInts(99)
                                        .addInts(99))));
        graph("answers for another number of images", "answers [1, 10] for 2 images", graph -> {
            graph.addInitializer(wholeNumbers("flat", 1, -1));
            graph.addNode(node("Reshape", "logits", "all").addInput("flat"));
            graph.getOutputBuilder(0).setName("all");
        });
        graph(
                "more outputs than an operator has",
                "more outputs than are supported",
                graph -> graph.getNodeBuilder(1).addOutput("second"));
        graph(
                "an axis beyond the last",
                "has no axis 9",
                graph -> insert(graph, node("Softmax", "input", "softmax").addAttribute(number("axis", 9))));
        graph("an empty limit", "a tensor without elements", graph -> {
            graph.addInitializer(TensorProto.newBuilder()
                    .setName("none")
                    .setDataType(TensorProto.DataType.FLOAT_VALUE)
                    .addDims(0));
            insert(graph, node("Clip", "input", "clipped").addInput("none"));
        });
        return tests();
    }

    private static String firstInput(GraphProto.Builder graph, String operator, int input) {
        return graph.getNodeList().stream()
                .filter(node -> node.getOpType().equals(operator))
                .findFirst()
                .orElseThrow()
                .getInput(input);
    }

    private static int index(GraphProto.Builder graph, String initializer) {
        List<String> names =
                graph.getInitializerList().stream().map(TensorProto::getName).toList();
        return names.indexOf(initializer);
    }

    private Stream<DynamicTest> tests() {
        return faults.keySet().stream()
                .map(name -> dynamicTest(name, () -> {
                    ModelProto.Builder model = GOOD.toBuilder();
                    faults.get(name).accept(model);
                    Path file = Files.write(
                            folder.resolve("model.onnx"), model.build().toByteArray());
                    assertThatThrownBy(() -> run(file))
                            .isInstanceOf(InvalidModelException.class)
                            .hasMessageContaining(messages.get(name));
                }));
    }

    private static void run(Path file) throws IOException {
        ExportedModel model = ExportedFiles.read(file);
        model.activationBytes(1, 16, 16);
        model.activationBytes(2, 16, 16);
    }
}
