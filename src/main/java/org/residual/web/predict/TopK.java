package org.residual.web.predict;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.residual.web.problem.ProblemException;
import org.springframework.web.util.UriComponentsBuilder;

/** How many of the most probable classes a request asks for. */
final class TopK {
    private static final String PARAMETER = "top_k";

    private TopK() {}

    /**
     * Reads the query alone: the parameters of a request include a form's, so reading them would read the body.
     *
     * @param classes of the model
     * @return the number; null if the request does not ask for it
     * @throws ProblemException if it is not a number from 1 to that of the classes
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
