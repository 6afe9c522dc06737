package org.residual.protocol;

/**
 * A tensor that is wanted.
 *
 * @param name of the model's output
 * @param parameters null stands for none
 */
public record RequestOutput(String name, Parameters parameters) {
    /** Nothing but the name. */
    public RequestOutput {
        parameters = parameters == null ? Parameters.NONE : parameters;
    }
}
