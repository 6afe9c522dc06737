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
 * Finds the epsilon with which a network gives the answers that it does not give without. Those who wrote their own layer
 * mostly added one, so that they need not divide by 0.
 *
 * @param network its parameters set, of an epsilon that does not fit
 * @param known what it should answer
 * @param tolerance by how much a log-probability may be off; null stands for what float32 needs
 */
record EpsilonSearch(
        Network network, KnownAnswer known, @Nullable Double tolerance) {
    private static final List<String> USUAL = List.of("0", "1e-3", "1e-4", "1e-5", "1e-6", "1e-7", "1e-8", "1e-12");

    /** How far the answers are off with one of them. */
    private record Fit(String value, NetworkConfiguration network, double error) {
        String sentence() {
            Epsilon.AddedTo addedTo = network.epsilon().addedTo();
            String word = addedTo.name().toLowerCase(Locale.ROOT);
            String statistics = network.statistics().name().toLowerCase(Locale.ROOT);
            String option = addedTo == Epsilon.AddedTo.STD ? "" : " --epsilon-added-to=" + word;
            return network.epsilon().value() == 0
                    ? "These answers fit no epsilon, statistics: " + statistics + ": leave out --epsilon."
                    : "These answers fit epsilon: " + value + ", added to " + word + ", statistics: " + statistics
                            + ": add --epsilon=" + value + option + ".";
        }
    }

    /**
     * @return a sentence that names the epsilon and the option for it; none if no usual one fits
     */
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
            // Too small an input for these statistics.
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
