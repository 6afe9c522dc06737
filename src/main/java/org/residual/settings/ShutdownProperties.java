package org.residual.settings;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the service stops.
 *
 * @param delay how long it still accepts requests after it has reported that it is not ready
 */
public record ShutdownProperties(
        @DurationMin(seconds = 0) @DurationMax(minutes = 10) @DefaultValue("0s")
        Duration delay) {}
