package org.residual.store;

/** A version that answers otherwise than it is known to. */
public final class AnswerNotReproducedException extends InvalidModelException {
    private static final long serialVersionUID = 1L;

    private final double error;
    private final double tolerance;

    /**
     * @param error by how much a log-probability is off; infinite if an answer was not a number
     * @param tolerance by how much it may be
     */
    AnswerNotReproducedException(double error, double tolerance) {
        super("The known answer was not reproduced on this machine: a log-probability " + difference(error)
                + ", the tolerance is " + tolerance + ".");
        this.error = error;
        this.tolerance = tolerance;
    }

    static String difference(double error) {
        return Double.isFinite(error) ? "is off by " + error : "is not a number";
    }

    /**
     * @return what became of a log-probability, such as "is off by 0.25"
     */
    public String difference() {
        return difference(error);
    }

    /**
     * @return the same, and by how much it may be
     */
    KnownAnswerDeviation deviation() {
        return new KnownAnswerDeviation(error, tolerance);
    }
}
