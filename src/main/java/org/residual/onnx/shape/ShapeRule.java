package org.residual.onnx.shape;

import java.util.List;
import org.residual.store.file.InvalidModelException;

/** The effect of an operator on shapes. */
@FunctionalInterface
interface ShapeRule {
    /**
     * @param node with its inputs
     * @return its used outputs: the first, and then the others in order
     * @throws InvalidModelException if the inputs do not match, with the end of a sentence that begins with the node
     */
    List<Value> outputs(NodeValues node);
}
