package org.residual.onnx.check;

import java.util.HashMap;
import java.util.Map;
import org.residual.onnx.file.ExternalWeights;
import org.residual.onnx.schema.ModelProto;
import org.residual.onnx.schema.OperatorSetIdProto;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;

/** Checks that a model has a supported version of the format and is complete. */
public final class ModelJudge {
    /** Before 3, the format had no versions of operators. */
    private static final long OLDEST_FORMAT = 3;

    private static final long NEWEST_FORMAT = 13;

    /** The supported versions of ONNX's own operators, for which ONNX Runtime guarantees compatibility. */
    private static final long OLDEST_OPERATORS = 7;

    private static final long NEWEST_OPERATORS = 26;

    private ModelJudge() {}

    /**
     * @param model parsed
     * @param external the files beside it
     * @throws InvalidModelException if the runtime could not run it, or it is more than a graph, with the reason
     */
    public static void require(ModelProto model, ExternalWeights external) {
        if (model.getIrVersion() < OLDEST_FORMAT || model.getIrVersion() > NEWEST_FORMAT) {
            throw new InvalidModelException("it is of version " + model.getIrVersion() + " of the format (IR), but "
                    + OLDEST_FORMAT + " to " + NEWEST_FORMAT + " are supported.");
        }
        if (model.getFunctionsCount() > 0) {
            throw new InvalidModelException("it has functions of its own: inline them, in Python with"
                    + " onnx.inliner.inline_local_functions(model).");
        }
        if (model.getTrainingInfoCount() > 0) {
            throw new InvalidModelException("it is a model for training: export it for inference.");
        }
        operators(model);
        new GraphJudge(external).require(model.getGraph());
    }

    /**
     * @param model parsed
     * @return the version of ONNX's own operators
     * @throws InvalidModelException if it is not supported, or there are several of one domain
     */
    public static long operators(ModelProto model) {
        Map<String, Long> versions = new HashMap<>();
        for (OperatorSetIdProto imported : model.getOpsetImportList()) {
            String domain = Operators.isStandard(imported.getDomain()) ? "" : imported.getDomain();
            if (versions.put(domain, imported.getVersion()) != null) {
                throw new InvalidModelException(
                        "it declares several versions (opsets) of the operators of '" + Quoted.text(domain) + "'.");
            }
        }
        Long version = versions.get("");
        if (version == null || version < OLDEST_OPERATORS || version > NEWEST_OPERATORS) {
            throw new InvalidModelException("it uses "
                    + (version == null ? "no version" : "version " + version) + " of ONNX's operators (opset), but "
                    + OLDEST_OPERATORS + " to " + NEWEST_OPERATORS
                    + " are supported: export it with another opset_version.");
        }
        return version;
    }
}
