package org.residual.web.predict;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.residual.web.problem.ProblemException;
import org.springframework.web.util.UriComponentsBuilder;

/** How many of the most probable classes a request wants to see. */
final class TopK {
    private static final String PARAMETER = "top_k";

    private TopK() {}

    /**
     * Looks at the query alone: the parameters of a request include a form's, so to ask for them reads the body.
     *
     * @param classes that the model has
     * @return the number; null if the request wants none
     * @throws ProblemException if it is no number, or none from 1 to that of the classes
     */
    static @Nullable Integer of(HttpServletRequest request, int classes) {
        String value = UriComponentsBuilder.newInstance()
                .query(request.getQueryString())
                .build()
                .getQueryParams()
                .getFirst(PARAMETER);
        return value == null ? null : ClassCount.of(PARAMETER, value, classes);
    }
}
