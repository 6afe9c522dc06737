package org.residual.protocol;

import java.util.Map;
import java.util.Optional;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * Named parameters of a request, an input or an output. Unknown ones are ignored, as the protocol requires.
 *
 * @param values by name
 */
@JsonDeserialize(using = ParametersDeserializer.class)
public record Parameters(Map<String, Object> values) {
    /** No parameters. */
    static final Parameters NONE = new Parameters(Map.of());

    /** Copies them. */
    public Parameters {
        values = Map.copyOf(values);
    }

    /**
     * @return the parameter of that name, if present
     * @throws InvalidInferenceRequestException if it has another type
     */
    Optional<Boolean> flag(String name) {
        return get(name, Boolean.class, "true or false");
    }

    /** Like {@link #flag}, a whole number. */
    Optional<Long> number(String name) {
        return values.get(name) instanceof Integer small
                ? Optional.of(small.longValue())
                : get(name, Long.class, "a whole number");
    }

    private <T> Optional<T> get(String name, Class<T> type, String wanted) {
        Object value = values.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new InvalidInferenceRequestException(
                    "The parameter '" + name + "' is '" + value + "', but must be " + wanted + ".");
        }
        return Optional.ofNullable(value).map(type::cast);
    }
}
