package org.residual.importing;

import org.jspecify.annotations.Nullable;
import org.residual.nn.Epsilon;
import picocli.CommandLine.Option;

/** What {@code import} is told of the epsilon of the network's layers. */
final class EpsilonOptions {
    @Option(
            names = "--epsilon",
            paramLabel = "N",
            description = "What the network's layers add before they divide by the standard deviation, if that is not"
                    + " the notebook's formula, which adds nothing.")
    private @Nullable Double value;

    @Option(
            names = "--epsilon-added-to",
            paramLabel = "NAME",
            description = "What that is added to: STD, as in std + 1e-5, or VARIANCE, as in sqrt(variance + 1e-5);"
                    + " without it, STD.")
    private Epsilon.@Nullable AddedTo addedTo;

    boolean areGiven() {
        return value != null || addedTo != null;
    }

    /**
     * @throws IllegalArgumentException if options do not go together, or the value is out of its range
     */
    Epsilon epsilon() {
        if (value == null && addedTo != null) {
            throw new IllegalArgumentException("--epsilon-added-to goes with --epsilon.");
        }
        return value == null ? Epsilon.NONE : new Epsilon(value, addedTo == null ? Epsilon.AddedTo.STD : addedTo);
    }
}
