package org.residual.web.predict;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemException;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The parameters in a request's URL.
 *
 * <p>{@link HttpServletRequest#getParameter} covers the fields of a form too, and so would read the body.
 */
final class QueryParameters {
    private final MultiValueMap<String, String> values;

    private QueryParameters(MultiValueMap<String, String> values) {
        this.values = values;
    }

    static QueryParameters of(HttpServletRequest request) {
        return new QueryParameters(UriComponentsBuilder.newInstance()
                .query(request.getQueryString())
                .build()
                .getQueryParams());
    }

    /**
     * @return the parameter's value, empty if only its name is given; null if the parameter is missing
     * @throws ProblemException if the parameter is repeated
     */
    @Nullable
    String single(String name) {
        List<String> given = values.getOrDefault(name, List.of());
        if (given.size() > 1) {
            throw Problem.MALFORMED_REQUEST.toException(name + " is given " + given.size() + " times: give it once.");
        }
        if (given.isEmpty()) {
            return null;
        }
        return given.get(0) == null ? "" : given.get(0);
    }
}
