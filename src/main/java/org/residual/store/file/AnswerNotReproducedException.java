package org.residual.store.file;

import org.residual.nn.device.ComputeDevice;

/** A version that does not reproduce its known answer. */
public final class AnswerNotReproducedException extends InvalidModelException {
    private static final long serialVersionUID = 1L;

    private final double error;
    private final double tolerance;

    /**
     * @param device that computed the answer
     * @param error the largest difference of a log-probability; infinite if an answer was not a number
     * @param tolerance largest allowed difference
     */
    public AnswerNotReproducedException(ComputeDevice device, double error, double tolerance) {
        super("The known answer was not reproduced on " + called(device) + ": a log-probability " + difference(error)
                + ", the tolerance is " + tolerance + ".");
        this.error = error;
        this.tolerance = tolerance;
    }

    private static String called(ComputeDevice device) {
        return device.equals(ComputeDevice.CPU) ? "this machine" : "this machine's " + device;
    }

    public static String difference(double error) {
        return Double.isFinite(error) ? "is off by " + error : "is not a number";
    }

    /** @return the deviation of a log-probability, such as "is off by 0.25" */
    public String difference() {
        return difference(error);
    }

    /** @return the same, with the allowed difference */
    public KnownAnswerDeviation deviation() {
        return new KnownAnswerDeviation(error, tolerance);
    }
}
