package org.residual.onnx.check;

import java.util.HashSet;
import java.util.Set;
import org.residual.onnx.schema.NodeProto;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;

/**
 * The supported operators, those of image classifiers. Operators whose time or memory depends on the contents of an
 * image are not supported, such as loops and sequences; nor are random ones, nor those of other kinds of models.
 */
final class Operators {
    static final String MICROSOFT = "com.microsoft";

    private static final Set<String> STANDARD = words("""
            Abs Acos Acosh Asin Asinh Atan Atanh BitwiseNot Cast CastLike Ceil Celu Clip Cos Cosh Dropout Elu Erf Exp Floor
            Gelu HardSigmoid HardSwish Identity IsInf IsNaN LeakyRelu Log Mish Neg Not Reciprocal Relu Round Selu Shrink
            Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Swish Tan Tanh ThresholdedRelu
            Add And BitShift BitwiseAnd BitwiseOr BitwiseXor Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min
            Mod Mul Or PRelu Pow Sub Sum Where Xor
            AveragePool Conv ConvInteger ConvTranspose GlobalAveragePool GlobalLpPool GlobalMaxPool LpPool MaxPool QLinearConv
            BatchNormalization GroupNormalization InstanceNormalization LRN LayerNormalization LpNormalization
            MeanVarianceNormalization RMSNormalization SimplifiedLayerNormalization
            Einsum Gemm MatMul MatMulInteger QLinearMatMul
            Hardmax LogSoftmax Softmax
            ArgMax ArgMin CumSum ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd
            ReduceSum ReduceSumSquare TopK
            Concat Constant ConstantOfShape DepthToSpace Expand EyeLike Flatten Gather GatherElements GatherND GridSample OneHot
            Pad Range Reshape Resize ScatterElements ScatterND Shape Size Slice SpaceToDepth Split Squeeze Tile Transpose
            Trilu Unsqueeze Upsample
            DequantizeLinear DynamicQuantizeLinear QuantizeLinear
            If
            """);

    /** Operators that ONNX Runtime's quantizer and optimizer write. */
    private static final Set<String> OF_MICROSOFT = words("""
            DequantizeLinear DynamicQuantizeMatMul MatMulIntegerToFloat QGemm QLinearAdd QLinearAveragePool QLinearConcat
            QLinearConv QLinearGlobalAveragePool QLinearLeakyRelu QLinearMul QLinearSigmoid QLinearSoftmax QuantizeLinear
            BiasGelu FastGelu FusedConv FusedGemm FusedMatMul Gelu QuickGelu SkipLayerNormalization
            """);

    private Operators() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    /** All of them, of both domains. */
    static Set<String> all() {
        Set<String> all = new HashSet<>(STANDARD);
        all.addAll(OF_MICROSOFT);
        return all;
    }

    /**
     * @param domain of a node or an import
     * @return whether it is ONNX's own, which has two names
     */
    static boolean isStandard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /**
     * @param node of a graph
     * @throws InvalidModelException if its operator is unsupported, naming it and what to do
     */
    static void require(NodeProto node) {
        String domain = node.getDomain();
        String name = node.getOpType();
        boolean known =
                isStandard(domain) ? STANDARD.contains(name) : domain.equals(MICROSOFT) && OF_MICROSOFT.contains(name);
        if (!known) {
            throw new InvalidModelException(
                    "the operator '" + Quoted.text((isStandard(domain) ? "" : domain + ".") + name)
                            + "' is not supported: " + remedy(domain, name));
        }
    }

    private static String remedy(String domain, String name) {
        if (domain.startsWith("com.microsoft")) {
            return "it is written by ONNX Runtime's optimizer; import the model that was optimized instead.";
        }
        if (domain.startsWith("ai.onnx.ml")) {
            return "it belongs to models of tables, not of images.";
        }
        if (!isStandard(domain)) {
            return "only ONNX's own operators are; export the network without custom operators.";
        }
        return switch (name) {
            case "Loop", "Scan", "SequenceMap" -> "export the network without loops.";
            case "LSTM", "GRU", "RNN" -> "recurrent networks are not served.";
            default ->
                name.startsWith("Random") || name.equals("Bernoulli") || name.equals("Multinomial")
                        ? "it is random; export the network for inference, in PyTorch after net.eval()."
                        : "image classifiers that need it cannot be served.";
        };
    }
}
