package org.residual.importing;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.residual.nn.Epsilon;
import org.residual.nn.Network;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.NetworkConversion;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.answer.Rounding;
import org.residual.store.file.InvalidModelException;

/**
 * Finds the epsilon with which a network reproduces answers that it does not reproduce without. Custom layers mostly
 * have one, to avoid a division by 0.
 *
 * @param network its parameters set, with an epsilon that does not match
 * @param known its expected answer
 * @param tolerance largest allowed difference of a log-probability; null stands for the one that float32 needs
 */
record EpsilonSearch(
        Network network, KnownAnswer known, @Nullable Double tolerance) {
    private static final List<String> USUAL = List.of("0", "1e-3", "1e-4", "1e-5", "1e-6", "1e-7", "1e-8", "1e-12");

    /** The largest difference with one of them. */
    private record Fit(String value, NetworkConfiguration network, double error) {
        String sentence() {
            Epsilon.AddedTo addedTo = network.epsilon().addedTo();
            String word = addedTo.name().toLowerCase(Locale.ROOT);
            String statistics = network.statistics().name().toLowerCase(Locale.ROOT);
            String option = addedTo == Epsilon.AddedTo.STD ? "" : " --epsilon-added-to=" + word;
            return network.epsilon().value() == 0
                    ? "These answers match no epsilon, statistics: " + statistics + ": omit --epsilon."
                    : "These answers match epsilon: " + value + ", added to " + word + ", statistics: " + statistics
                            + ": add --epsilon=" + value + option + ".";
        }
    }

    /** @return a sentence with the epsilon and the option for it; empty if no usual one matches */
    Optional<String> hint() {
        Fit best = null;
        for (Statistics statistics : candidates()) {
            for (String value : USUAL) {
                for (Epsilon.AddedTo addedTo : Epsilon.AddedTo.values()) {
                    NetworkConfiguration other = network.configuration()
                            .with(statistics)
                            .with(new Epsilon(Double.parseDouble(value), addedTo));
                    double error = error(other);
                    if (best == null || error < best.error) {
                        best = new Fit(value, other, error);
                    }
                }
            }
        }
        return best != null && best.error <= allowed(best.network) ? Optional.of(best.sentence()) : Optional.empty();
    }

    private List<Statistics> candidates() {
        return network.configuration().statistics() == Statistics.FIXED
                ? List.of(Statistics.FIXED)
                : List.of(Statistics.IMAGE, Statistics.BATCH);
    }

    private double error(NetworkConfiguration other) {
        try (NDManager manager = ComputeDevice.CPU.newManager()) {
            return known.largestError(NetworkConversion.configured(network, other, manager), 1);
        } catch (InvalidModelException e) {
            // The input is too small for these statistics.
            return Double.POSITIVE_INFINITY;
        }
    }

    private double allowed(NetworkConfiguration other) {
        if (tolerance != null) {
            return tolerance;
        }
        try (NDManager manager = ComputeDevice.CPU.newManager()) {
            Network fitting = NetworkConversion.configured(network, other, manager);
            return Rounding.of(fitting, known.answeredBy(fitting)).tolerance();
        }
    }
}
