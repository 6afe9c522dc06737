package org.residual.store.answer;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.residual.nn.Network;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.InvalidModelException;

/**
 * The rounding error of a network's answers in float32. Every layer rounds, and dividing by a small standard deviation,
 * or large weights, amplify the error: by how much depends on the network, and a little on the machine.
 *
 * @param error the largest difference of a log-probability in float32 from float64, on this machine's CPU
 */
public record Rounding(double error) {
    /** Another CPU, or a GPU, adds in another order. */
    private static final double MARGIN = 4;
    /** Batches of other sizes are also added in other orders; larger ones than this show nothing new. */
    private static final int LARGEST_BATCH = 16;

    /**
     * @param network its parameters set
     * @param exact its answers in float64
     * @throws InvalidModelException if an input is too small for the network
     */
    public static Rounding of(Network network, KnownAnswer exact) {
        return new Rounding(exact.largestError(network, LARGEST_BATCH));
    }

    /** @return the tolerance that lets float32 pass on other machines too, rounded up to one digit; at least 1e-5 */
    public double tolerance() {
        double needed = Math.min(MARGIN * error, ModelDescriptor.LARGEST_TOLERANCE);
        MathContext oneDigit = new MathContext(1, RoundingMode.UP);
        return Math.max(
                ModelDescriptor.DEFAULT_TOLERANCE,
                BigDecimal.valueOf(needed).round(oneDigit).doubleValue());
    }
}
