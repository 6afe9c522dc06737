package org.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.residual.training.optimizer.Optimizer;
import org.residual.training.optimizer.ParameterVector;
import org.residual.training.report.Epoch;

/** Everything needed to resume a training: the weights, those of the best epoch, the optimizer's memory, the epochs. */
final class TrainingState {
    private final ParameterVector weights;
    private final NDArray best;
    private final Optimizer optimizer;
    private final List<Epoch> epochs = new ArrayList<>();

    /**
     * @param weights in training
     * @param optimizer of the weights
     * @param owner of the copy of the best weights
     */
    TrainingState(ParameterVector weights, Optimizer optimizer, NDManager owner) {
        this.weights = weights;
        this.optimizer = optimizer;
        this.best = owner.zeros(weights.values().getShape());
    }

    /**
     * Adds an epoch, and keeps the weights if it is the best so far: the one with the highest accuracy, in a tie the
     * lowest validation loss; without images for validation, the last.
     */
    void add(Epoch epoch) {
        boolean isBest = epochs.isEmpty() || !(bestEpoch().compareQuality(epoch) > 0);
        epochs.add(epoch);
        if (isBest) {
            set(best, weights.values());
        }
    }

    ParameterVector weights() {
        return weights;
    }

    Optimizer optimizer() {
        return optimizer;
    }

    /** The best of the completed epochs; there must be one. */
    Epoch bestEpoch() {
        Epoch found = epochs.get(0);
        for (Epoch epoch : epochs) {
            found = found.compareQuality(epoch) > 0 ? found : epoch;
        }
        return found;
    }

    /** How many epochs have been completed since the highest accuracy; 0 if unknown. */
    int epochsWithoutBetterAccuracy() {
        int since = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (Epoch epoch : epochs) {
            since = epoch.accuracy() > highest || Double.isNaN(epoch.accuracy()) ? 0 : since + 1;
            highest = Math.max(highest, epoch.accuracy());
        }
        return since;
    }

    void takeBestWeights() {
        set(weights.values(), best);
    }

    List<Epoch> epochs() {
        return Collections.unmodifiableList(epochs);
    }

    /** Restores the epochs of a resumed training. */
    void resume(List<Epoch> done) {
        epochs.addAll(done);
    }

    /** Every array, by a unique name, to be written to a file or read from one. */
    Map<String, NDArray> arrays() {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        arrays.put("weights", weights.values());
        arrays.put("best", best);
        optimizer.memory().forEach((name, array) -> arrays.put("optimizer/" + name, array));
        return arrays;
    }

    /**
     * @param array finite, gets other values
     * @param values for it, copied within the engine
     */
    static void set(NDArray array, NDArray values) {
        try (NDArray alias = array.stopGradient();
                NDArray source = values.stopGradient()) {
            alias.muli(0).addi(source);
        }
    }
}
