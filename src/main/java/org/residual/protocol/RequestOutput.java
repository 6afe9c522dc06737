package org.residual.protocol;

/**
 * A requested output.
 *
 * @param name of the model's output
 * @param parameters null stands for none
 */
public record RequestOutput(String name, Parameters parameters) {
    /** Without parameters. */
    public RequestOutput {
        parameters = parameters == null ? Parameters.NONE : parameters;
    }
}
