package org.residual.importing;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.file.InvalidModelException;
import org.residual.store.tensor.StoredTensor;

/**
 * Answers of PyTorch, without those that are not numbers.
 *
 * @param tensors inputs and their answers by name, without the images whose answers are not numbers
 * @param leftOut how many those were
 * @param images how many there were in total
 */
record ExportedAnswer(Map<String, StoredTensor> tensors, int leftOut, int images) {
    private static final String INPUT = "input";
    private static final String ANSWERS = "log_probabilities";
    private static final Set<DataType> FLOATING = Set.of(DataType.FLOAT32, DataType.FLOAT16, DataType.BFLOAT16);

    /**
     * @param file of {@code torch.save}, or a safetensors file
     * @return its pairs of inputs and answers
     * @throws InvalidModelException if it is another kind of file, or no answer is a number, with the likely reason
     * @throws IOException if the file cannot be read
     */
    static ExportedAnswer read(Path file) throws IOException {
        Map<String, StoredTensor> tensors =
                new LinkedHashMap<>(TensorFile.read(file).tensors());
        int leftOut = 0;
        int images = 0;
        for (Map.Entry<String, StoredTensor> entry : Map.copyOf(tensors).entrySet()) {
            String name = entry.getKey();
            String answers = ANSWERS + name.substring(Math.min(name.length(), INPUT.length()));
            StoredTensor answered = tensors.get(answers);
            if (!name.startsWith(INPUT) || answered == null || !areRows(entry.getValue(), answered)) {
                // Not a pair; loading the version reports that.
                continue;
            }
            int rows = rows(answered);
            BitSet finite = finiteRows(answered);
            images += rows;
            leftOut += rows - finite.cardinality();
            if (finite.isEmpty()) {
                tensors.remove(name);
                tensors.remove(answers);
            } else if (finite.cardinality() < rows) {
                tensors.computeIfPresent(name, (key, tensor) -> only(finite, tensor));
                tensors.computeIfPresent(answers, (key, tensor) -> only(finite, tensor));
            }
        }
        if (leftOut > 0 && leftOut == images) {
            throw new InvalidModelException("All " + images + " answers in " + file.getFileName()
                    + " are NaN or infinite. " + KnownAnswer.WHY_NAN
                    + " Export the answers of a layer that does the same, with torch.nan_to_num((x - self.means) / self.stds)"
                    + " in its forward; or omit --known-answer.");
        }
        return new ExportedAnswer(tensors, leftOut, images);
    }

    private static boolean areRows(StoredTensor input, StoredTensor answers) {
        return FLOATING.contains(answers.type())
                && answers.shape().dimension() == 2
                && rows(answers) > 0
                && answers.shape().get(1) > 0
                && input.shape().dimension() > 0
                && input.shape().get(0) == answers.shape().get(0);
    }

    private static int rows(StoredTensor tensor) {
        return Math.toIntExact(tensor.shape().get(0));
    }

    private static BitSet finiteRows(StoredTensor answers) {
        BitSet finite = new BitSet();
        for (int row = 0; row < rows(answers); row++) {
            BitSet one = new BitSet();
            one.set(row);
            finite.set(row, only(one, answers).isFinite());
        }
        return finite;
    }

    private static StoredTensor only(BitSet rows, StoredTensor tensor) {
        int bytes = tensor.data().remaining() / rows(tensor);
        ByteBuffer data = ByteBuffer.allocate(bytes * rows.cardinality()).order(ByteOrder.LITTLE_ENDIAN);
        rows.stream().forEach(row -> data.put(tensor.data().slice(tensor.data().position() + row * bytes, bytes)));
        long[] shape = tensor.shape().getShape().clone();
        shape[0] = rows.cardinality();
        return new StoredTensor(tensor.type(), new Shape(shape), data.flip());
    }
}
