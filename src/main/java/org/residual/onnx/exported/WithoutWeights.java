package org.residual.onnx.exported;

import com.google.protobuf.InvalidProtocolBufferException;
import org.residual.onnx.schema.AttributeProto;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.onnx.schema.TensorProto;
import org.residual.onnx.shape.Value;

/** Graphs as kept after loading: inferring shapes needs only small tensors, and the runtime has the weights. */
final class WithoutWeights {
    private WithoutWeights() {}

    /**
     * @param graph of a model that has been checked
     * @return the same without the numbers of large tensors; independent of the file
     */
    static GraphProto of(GraphProto graph) {
        try {
            // Parsing again also copies small numbers.
            return GraphProto.parseFrom(cleared(graph).toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GraphProto cleared(GraphProto graph) {
        GraphProto.Builder cleared = graph.toBuilder();
        cleared.getInitializerBuilderList().forEach(WithoutWeights::clear);
        for (NodeProto.Builder node : cleared.getNodeBuilderList()) {
            for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
                if (attribute.hasT()) {
                    clear(attribute.getTBuilder());
                }
                if (attribute.hasG()) {
                    attribute.setG(cleared(attribute.getG()));
                }
            }
        }
        return cleared.build();
    }

    private static void clear(TensorProto.Builder tensor) {
        if (tensor.getDimsList().stream().reduce(1L, Math::multiplyExact) > Value.MOST_NUMBERS) {
            tensor.clearRawData()
                    .clearFloatData()
                    .clearInt32Data()
                    .clearInt64Data()
                    .clearUint64Data()
                    .clearDoubleData();
        }
    }
}
