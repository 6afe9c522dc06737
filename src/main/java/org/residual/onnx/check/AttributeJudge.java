package org.residual.onnx.check;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.residual.onnx.schema.AttributeProto;
import org.residual.onnx.schema.AttributeProto.AttributeType;
import org.residual.onnx.schema.NodeProto;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;

/** Checks that the attributes of a node hold values of their declared type. */
public final class AttributeJudge {
    /** The types of values of the supported operators' attributes, and whether an attribute holds one. */
    private enum Value {
        FLOAT(AttributeType.FLOAT, AttributeProto::hasF),
        INT(AttributeType.INT, AttributeProto::hasI),
        STRING(AttributeType.STRING, AttributeProto::hasS),
        TENSOR(AttributeType.TENSOR, AttributeProto::hasT),
        GRAPH(AttributeType.GRAPH, AttributeProto::hasG),
        FLOATS(AttributeType.FLOATS, attribute -> attribute.getFloatsCount() > 0),
        INTS(AttributeType.INTS, attribute -> attribute.getIntsCount() > 0),
        STRINGS(AttributeType.STRINGS, attribute -> attribute.getStringsCount() > 0);

        private static final Set<Value> LISTS = Set.of(FLOATS, INTS, STRINGS);

        private final AttributeType type;
        private final Predicate<AttributeProto> has;

        Value(AttributeType type, Predicate<AttributeProto> has) {
            this.type = type;
            this.has = has;
        }

        /** A list may be empty; a value must be there. */
        boolean fits(AttributeProto attribute) {
            return type == attribute.getType() ? LISTS.contains(this) || has.test(attribute) : !has.test(attribute);
        }
    }

    private static final List<Value> VALUES = List.of(Value.values());

    /** Most numbers in an attribute: the work of an operator may grow with each. */
    private static final int LONGEST_LIST = 4096;

    private final TensorJudge tensors;

    AttributeJudge(TensorJudge tensors) {
        this.tensors = tensors;
    }

    /**
     * @param node of a graph
     * @throws InvalidModelException if an attribute is repeated, or has another type than declared or allowed
     */
    void require(NodeProto node) {
        Set<String> names = new HashSet<>();
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().isEmpty() || !names.add(attribute.getName())) {
                throw invalid(node, attribute, "has no name, or is repeated");
            }
            requireType(node, attribute);
            if (attribute.hasT()) {
                tensors.require(attribute.getT(), attribute.getName() + " of " + name(node));
            }
            if (attribute.hasG() && !node.getOpType().equals("If")) {
                throw invalid(node, attribute, "is a graph, which only the branches of an If may be");
            }
        }
    }

    private static void requireType(NodeProto node, AttributeProto attribute) {
        boolean supported = VALUES.stream().anyMatch(value -> value.type == attribute.getType())
                && !attribute.hasRefAttrName()
                && !attribute.hasTp()
                && !attribute.hasSparseTensor()
                && attribute.getTensorsCount() + attribute.getGraphsCount() == 0
                && attribute.getTypeProtosCount() + attribute.getSparseTensorsCount() == 0;
        if (!supported || !VALUES.stream().allMatch(value -> value.fits(attribute))) {
            throw invalid(node, attribute, "does not hold what its type says, or is of an unsupported type");
        }
        if (attribute.getIntsCount() > LONGEST_LIST
                || attribute.getFloatsCount() > LONGEST_LIST
                || attribute.getStringsCount() > LONGEST_LIST) {
            throw invalid(node, attribute, "has more than " + LONGEST_LIST + " values");
        }
    }

    private static InvalidModelException invalid(NodeProto node, AttributeProto attribute, String problem) {
        return new InvalidModelException(
                "the attribute '" + Quoted.text(attribute.getName()) + "' of " + name(node) + " " + problem + ".");
    }

    /** The name of a node in messages. */
    public static String name(NodeProto node) {
        return "the node '" + Quoted.text(node.getName()) + "' (" + Quoted.text(node.getOpType()) + ")";
    }
}
