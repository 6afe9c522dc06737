package org.residual;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Open Inference Protocol over gRPC.
 *
 * @param enabled whether it is spoken
 * @param port on which; 0 stands for any that is free
 */
public record GrpcProperties(
        @DefaultValue("false") boolean enabled,
        @Min(0) @Max(65535) @DefaultValue("8001") int port) {}
