package org.residual.settings;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the service stops.
 *
 * @param delay for how long it goes on taking requests once it has said that it is not ready
 */
public record ShutdownProperties(
        @DurationMin(seconds = 0) @DurationMax(minutes = 10) @DefaultValue("0s")
        Duration delay) {}
