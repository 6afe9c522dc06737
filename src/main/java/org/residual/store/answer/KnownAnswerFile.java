package org.residual.store.answer;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.VersionFile;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;

/**
 * The file of a known answer: pairs {@code input} [k, 3, height, width] and {@code log_probabilities} [k, classes].
 * Further pairs, of other sizes, have names with a common suffix: {@code input_64x64} and
 * {@code log_probabilities_64x64}.
 */
final class KnownAnswerFile {
    /** The name of the only input, or the prefix of the names of all inputs. */
    static final String INPUT = "input";

    private static final String LOG_PROBABILITIES = "log_probabilities";
    private static final String FILE = KnownAnswer.FILE;

    private KnownAnswerFile() {}

    /**
     * @param classes number of classes
     * @return the pairs, at least one
     * @throws InvalidModelException if the file holds no pair, or shapes do not match
     * @throws IOException if the file cannot be read
     */
    static List<AnswerPair> read(VersionFile file, int classes) throws IOException {
        Map<String, StoredTensor> tensors = Safetensors.map(file);
        List<AnswerPair> pairs = new ArrayList<>();
        tensors.forEach((name, input) -> {
            if (name.startsWith(INPUT)) {
                pairs.add(pair(name, input, tensors.get(answers(name)), classes));
            }
        });
        if (pairs.isEmpty() || tensors.size() != 2 * pairs.size()) {
            throw new InvalidModelException(FILE + ": has the tensors " + tensors.keySet() + ", but needs " + INPUT
                    + " and " + LOG_PROBABILITIES + ", or several such pairs with the same suffix.");
        }
        return pairs;
    }

    /** The name of the answers for an input of this name. */
    private static String answers(String input) {
        return LOG_PROBABILITIES + input.substring(INPUT.length());
    }

    private static AnswerPair pair(
            String name, StoredTensor input, @Nullable StoredTensor logProbabilities, int classes) {
        Shape shape = input.shape();
        if (shape.dimension() != 4 || shape.get(0) < 1 || shape.get(1) != 3) {
            throw new InvalidModelException(
                    FILE + ": " + name + " has shape " + shape + ", but must be [k, 3, height, width].");
        }
        Shape expected = new Shape(shape.get(0), classes);
        if (logProbabilities == null || !logProbabilities.shape().equals(expected)) {
            throw new InvalidModelException(
                    FILE + ": beside " + name + " there must be its log_probabilities of shape " + expected + ".");
        }
        input.requireFloating(FILE + ": " + name);
        logProbabilities.requireFloating(FILE + ": the log_probabilities beside " + name);
        requireFinite(name, input, "");
        requireFinite(answers(name), logProbabilities, " " + KnownAnswer.WHY_NAN);
        return new AnswerPair(name, input, logProbabilities);
    }

    private static void requireFinite(String name, StoredTensor tensor, String why) {
        if (!tensor.isFinite()) {
            throw new InvalidModelException(
                    FILE + ": " + name + " holds a value that is infinite or not a number." + why);
        }
    }

    /**
     * @param directory the folder of a version
     * @throws IOException if the file cannot be written
     */
    static void write(Path directory, List<AnswerPair> pairs) throws IOException {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        pairs.forEach(pair -> {
            tensors.put(pair.name(), pair.input());
            tensors.put(answers(pair.name()), pair.logProbabilities());
        });
        Safetensors.write(directory.resolve(FILE), tensors);
    }
}
