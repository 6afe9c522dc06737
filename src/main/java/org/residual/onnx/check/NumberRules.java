package org.residual.onnx.check;

import java.util.List;
import java.util.Map;
import org.residual.onnx.schema.AttributeProto;
import org.residual.onnx.schema.AttributeProto.AttributeType;
import org.residual.onnx.schema.NodeProto;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;

/**
 * Limits of the numbers in attributes. The runtime divides by some of them, and uses others as positions, without
 * checking them first.
 */
final class NumberRules {
    /** Larger than any image or kernel, and small enough that products of a few do not overflow. */
    private static final long LARGE = 65_535;

    private static final Range POSITIVE = new Range(1, LARGE);
    private static final Range NOT_NEGATIVE = new Range(0, LARGE);
    private static final Range AXIS = new Range(-TensorJudge.MOST_DIMENSIONS, TensorJudge.MOST_DIMENSIONS);

    private static final Map<String, Range> RANGES = Map.ofEntries(
            Map.entry("axes", AXIS),
            Map.entry("axis", AXIS),
            Map.entry("batch_dims", NOT_NEGATIVE),
            Map.entry("block_size", NOT_NEGATIVE),
            Map.entry("blocksize", POSITIVE),
            Map.entry("dilations", POSITIVE),
            Map.entry("group", POSITIVE),
            Map.entry("kernel_shape", POSITIVE),
            Map.entry("kv_num_heads", POSITIVE),
            Map.entry("num_groups", POSITIVE),
            Map.entry("num_heads", POSITIVE),
            Map.entry("num_outputs", POSITIVE),
            Map.entry("output_padding", NOT_NEGATIVE),
            Map.entry("output_shape", POSITIVE),
            Map.entry("pads", NOT_NEGATIVE),
            Map.entry("perm", new Range(0, TensorJudge.MOST_DIMENSIONS)),
            Map.entry("q_num_heads", POSITIVE),
            Map.entry("size", POSITIVE),
            Map.entry("split", NOT_NEGATIVE),
            Map.entry("strides", POSITIVE));

    private record Range(long least, long most) {
        boolean contains(long value) {
            return value >= least && value <= most;
        }
    }

    private NumberRules() {}

    /**
     * @param node with checked attributes
     * @throws InvalidModelException if a number is out of range
     */
    static void require(NodeProto node) {
        for (AttributeProto attribute : node.getAttributeList()) {
            Range range = RANGES.get(attribute.getName());
            boolean cropping = node.getOpType().equals("Pad");
            if (range == null || cropping) {
                continue;
            }
            for (long value :
                    attribute.getType() == AttributeType.INT ? List.of(attribute.getI()) : attribute.getIntsList()) {
                if (!range.contains(value)) {
                    throw new InvalidModelException("the attribute '" + Quoted.text(attribute.getName()) + "' of "
                            + AttributeJudge.name(node) + " is " + value + ", but must be " + range.least + " to "
                            + range.most + ".");
                }
            }
        }
    }
}
