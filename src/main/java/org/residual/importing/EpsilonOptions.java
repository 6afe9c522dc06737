package org.residual.importing;

import org.jspecify.annotations.Nullable;
import org.residual.nn.Epsilon;
import picocli.CommandLine.Option;

/** The options of {@code import} for the epsilon of the network's layers. */
final class EpsilonOptions {
    @Option(
            names = "--epsilon",
            paramLabel = "N",
            description = "Epsilon that the layers add before dividing by the standard deviation. Default: none, as "
                    + "in the notebook's formula.")
    private @Nullable Double value;

    @Option(
            names = "--epsilon-added-to",
            paramLabel = "NAME",
            description = "Where epsilon is added: STD, as in std + 1e-5, or VARIANCE, as in sqrt(variance "
                    + "+ 1e-5). Default: STD.")
    private Epsilon.@Nullable AddedTo addedTo;

    boolean areGiven() {
        return value != null || addedTo != null;
    }

    /** @throws IllegalArgumentException if the options contradict each other, or the value is out of range */
    Epsilon epsilon() {
        if (value == null && addedTo != null) {
            throw new IllegalArgumentException("--epsilon-added-to requires --epsilon.");
        }
        return value == null ? Epsilon.NONE : new Epsilon(value, addedTo == null ? Epsilon.AddedTo.STD : addedTo);
    }
}
