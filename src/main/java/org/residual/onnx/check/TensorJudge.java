package org.residual.onnx.check;

import java.util.List;
import java.util.Optional;
import org.residual.onnx.file.ExternalWeights;
import org.residual.onnx.graph.TensorElements;
import org.residual.onnx.schema.TensorProto;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;

/** Checks that the tensors in a file have as many numbers as declared. */
final class TensorJudge {
    static final int MOST_DIMENSIONS = 16;

    private final Optional<ExternalWeights> external;

    /** @param external places of tensors in other files; empty if none may be there */
    TensorJudge(Optional<ExternalWeights> external) {
        this.external = external;
    }

    /**
     * @param tensor an initializer or a constant
     * @param name for messages
     * @throws InvalidModelException if its type is unknown, or its numbers do not match its dimensions
     */
    void require(TensorProto tensor, String name) {
        String what = "the tensor '" + Quoted.text(name) + "' ";
        Optional<TensorElements> elements = TensorElements.of(tensor.getDataType());
        if (elements.isEmpty()) {
            throw new InvalidModelException(what + "has the type " + tensor.getDataType()
                    + ", but only numbers and booleans of 4 to 64 bits are supported.");
        }
        if (tensor.hasSegment()) {
            throw new InvalidModelException(what + "is a segment of a larger one, which is not supported.");
        }
        try {
            requireData(tensor, elements.get(), count(tensor.getDimsList(), what), what);
        } catch (ArithmeticException e) {
            throw new InvalidModelException(what + "has too many elements to count.", e);
        }
    }

    private static long count(List<Long> dimensions, String what) {
        if (dimensions.size() > MOST_DIMENSIONS) {
            throw new InvalidModelException(what + "has more than " + MOST_DIMENSIONS + " dimensions.");
        }
        long count = 1;
        for (long dimension : dimensions) {
            if (dimension < 0) {
                throw new InvalidModelException(what + "has the negative dimension " + dimension + ".");
            }
            count = Math.multiplyExact(count, dimension);
        }
        return count;
    }

    private void requireData(TensorProto tensor, TensorElements elements, long count, String what) {
        long numbers = elements.numbersIn(tensor);
        boolean elsewhere = tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
        long others = others(tensor) - numbers;
        int places = (numbers > 0 ? 1 : 0) + (others > 0 ? 1 : 0) + (tensor.hasRawData() ? 1 : 0) + (elsewhere ? 1 : 0);
        if (places > 1 || others > 0 || (!elsewhere && tensor.getExternalDataCount() > 0)) {
            throw new InvalidModelException(what + "has its numbers in more than one place, or in the wrong one.");
        }
        if (elsewhere) {
            external.orElseThrow(
                            () -> new InvalidModelException(what + "is in another file, which is supported only for "
                                    + "weights of the main graph: save it in the model's own file."))
                    .require(tensor, elements.bytes(count), what);
            return;
        }
        long expected = tensor.hasRawData() ? elements.bytes(count) : elements.numbers(count);
        long actual = tensor.hasRawData() ? tensor.getRawData().size() : numbers;
        if (actual != expected) {
            throw new InvalidModelException(
                    what + "has " + actual + (tensor.hasRawData() ? " bytes" : " numbers") + ", but its dimensions "
                            + Quoted.text(tensor.getDimsList().toString()) + " make " + expected + ".");
        }
    }

    private static long others(TensorProto tensor) {
        return (long) tensor.getFloatDataCount()
                + tensor.getInt32DataCount()
                + tensor.getInt64DataCount()
                + tensor.getUint64DataCount()
                + tensor.getDoubleDataCount()
                + tensor.getStringDataCount();
    }
}
