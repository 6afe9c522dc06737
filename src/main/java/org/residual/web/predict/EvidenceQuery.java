package org.residual.web.predict;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.util.MimeTypeUtils;

/**
 * The evidence that a request asks for.
 *
 * @param classes how many of the most probable classes, for each image; 0 for no evidence
 * @param form of the maps
 */
record EvidenceQuery(int classes, Form form) {
    static final String CLASSES = "evidence";
    static final String FORMAT = "evidence_format";

    private static final String JSON = "json";
    private static final String PNG = "png";
    private static final EvidenceQuery NONE = new EvidenceQuery(0, Form.NUMBERS);

    /** The form of a map. */
    enum Form {
        NUMBERS,
        PNG
    }

    /**
     * @param most the number of classes of the model
     * @throws ProblemException if a parameter is out of range or repeated
     */
    static EvidenceQuery of(HttpServletRequest request, int most) {
        String query = request.getQueryString();
        if (query == null || !query.contains(CLASSES)) {
            return NONE;
        }
        QueryParameters parameters = QueryParameters.of(request);
        String format = parameters.single(FORMAT);
        String classes = parameters.single(CLASSES);
        if (classes == null) {
            if (format != null) {
                throw Problem.MALFORMED_REQUEST.toException(
                        FORMAT + " requires " + CLASSES + ", which is missing: add " + CLASSES + "=1.");
            }
            return NONE;
        }
        return new EvidenceQuery(ClassCount.of(CLASSES, classes, most), form(format));
    }

    /** @return whether the client prefers a picture to JSON */
    static boolean wantsPicture(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.ACCEPT);
        if (header == null || !header.contains(MediaType.IMAGE_PNG.getType())) {
            return false;
        }
        List<MediaType> accepted = new ArrayList<>(
                new ServletServerHttpRequest(request).getHeaders().getAccept());
        MimeTypeUtils.sortBySpecificity(accepted);
        return accepted.stream()
                .filter(type -> type.includes(MediaType.APPLICATION_JSON) || type.includes(MediaType.IMAGE_PNG))
                .findFirst()
                .filter(type -> !type.includes(MediaType.APPLICATION_JSON))
                .isPresent();
    }

    /**
     * The same for a picture, which shows the most probable class.
     *
     * @param images of the request
     */
    static EvidenceQuery ofPicture(HttpServletRequest request, int most, int images) {
        EvidenceQuery query = of(request, most);
        if (images > 1) {
            throw Problem.MALFORMED_REQUEST.toException("A PNG shows the map of one image, but there are " + images
                    + ": send one image, or ask for JSON with " + FORMAT + "=png.");
        }
        if (query.classes > 1) {
            throw Problem.MALFORMED_REQUEST.toException("A PNG shows the map of one class: leave out " + CLASSES
                    + ", or ask for JSON with " + FORMAT + "=png.");
        }
        return new EvidenceQuery(1, Form.PNG);
    }

    private static Form form(@Nullable String format) {
        if (format == null || format.equals(JSON)) {
            return Form.NUMBERS;
        }
        if (format.equals(PNG)) {
            return Form.PNG;
        }
        throw Problem.MALFORMED_REQUEST.toException(
                FORMAT + " is '" + format + "', but must be " + JSON + " or " + PNG + ".");
    }
}
