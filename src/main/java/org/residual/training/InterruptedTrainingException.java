package org.residual.training;

/** The process is to end before the training has. */
final class InterruptedTrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InterruptedTrainingException() {
        super("The training was interrupted.");
    }
}
