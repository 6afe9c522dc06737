package org.residual.store.answer;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.residual.nn.Network;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.InvalidModelException;

/**
 * What float32 makes of a network's answers. Every layer rounds, and a small standard deviation to divide by, or large
 * weights, blow up what was rounded before: by how much differs from network to network, and a little from machine to
 * machine.
 *
 * @param error by how much a log-probability in float32 is off from float64 at most, on this machine's processor
 */
public record Rounding(double error) {
    /** Another processor, or a GPU, adds up in another order. */
    private static final double MARGIN = 4;
    /** Batches of other sizes are added up in other orders too; beyond this size nothing new comes of it. */
    private static final int LARGEST_BATCH = 16;

    /**
     * @param network its parameters set
     * @param exact what it answers in float64
     * @throws InvalidModelException if an input is too small for the network
     */
    public static Rounding of(Network network, KnownAnswer exact) {
        return new Rounding(exact.largestError(network, LARGEST_BATCH));
    }

    /**
     * @return the tolerance that lets float32 pass on other machines too, with one digit: 1e-5 or, where this network
     *     needs more, more
     */
    public double tolerance() {
        double needed = Math.min(MARGIN * error, ModelDescriptor.LARGEST_TOLERANCE);
        MathContext oneDigit = new MathContext(1, RoundingMode.UP);
        return Math.max(
                ModelDescriptor.DEFAULT_TOLERANCE,
                BigDecimal.valueOf(needed).round(oneDigit).doubleValue());
    }
}
