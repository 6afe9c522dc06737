package org.residual.training.data;

/** The process should end before the training has. */
public final class InterruptedTrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InterruptedTrainingException() {
        super("The training was interrupted.");
    }
}
