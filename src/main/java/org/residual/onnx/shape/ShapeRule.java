package org.residual.onnx.shape;

import java.util.List;
import org.residual.store.file.InvalidModelException;

/** What an operator makes of values. */
@FunctionalInterface
interface ShapeRule {
    /**
     * @param node with its inputs
     * @return its outputs, as far as they are used: the first, and then the others in their order
     * @throws InvalidModelException if the inputs do not fit, with the end of a sentence that begins with the node
     */
    List<Value> outputs(NodeValues node);
}
