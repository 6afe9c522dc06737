package org.residual.web.predict;

import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemException;

/** The value of a parameter that asks for a number of most probable classes. */
final class ClassCount {
    private ClassCount() {}

    /**
     * @param parameter its name
     * @param value as sent
     * @param classes of the model
     * @return the number
     * @throws ProblemException if it is not a number from 1 to that of the classes
     */
    static int of(String parameter, String value, int classes) {
        if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > classes) {
            throw Problem.MALFORMED_REQUEST.toException(
                    parameter + " is '" + value + "', but must be 1 to " + classes + ", the number of classes.");
        }
        return Integer.parseInt(value);
    }
}
