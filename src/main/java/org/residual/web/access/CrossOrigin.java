package org.residual.web.access;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The other origins whose pages may send requests from a browser.
 *
 * @param allowedOrigins such as {@code https://example.org}, or {@code *} for all; none if empty
 */
public record CrossOrigin(
        @NotNull @DefaultValue
        List<
                        @Pattern(
                                regexp = "\\*|https?://[^/?#*\\s]+",
                                message = "must be an origin such as https://example.org, or *")
                        String>
                allowedOrigins) {
    private static final String ANY = "*";

    /** Copies the list. */
    public CrossOrigin {
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /**
     * @param origin as a browser sends it; null if it sends none
     */
    boolean allows(String origin) {
        return origin != null && (allowedOrigins.contains(ANY) || allowedOrigins.contains(origin));
    }
}
