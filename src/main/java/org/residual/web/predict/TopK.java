package org.residual.web.predict;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.residual.web.problem.ProblemException;

/** How many of the most probable classes a request asks for. */
final class TopK {
    private static final String PARAMETER = "top_k";

    private TopK() {}

    /**
     * @param classes of the model
     * @return the number; null if the request does not ask for it
     * @throws ProblemException if it is not a number from 1 to that of the classes, or repeated
     */
    static @Nullable Integer of(HttpServletRequest request, int classes) {
        String value = QueryParameters.of(request).single(PARAMETER);
        return value == null ? null : ClassCount.of(PARAMETER, value, classes);
    }
}
