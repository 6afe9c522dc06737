package org.residual.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one request may ask for.
 *
 * @param bytes the largest body
 * @param images the most images in a body
 * @param pixels the most pixels of an image, as its header states them
 * @param timeout how long a request may take that does not say so itself
 * @param longestTimeout the most a request may say
 * @param uploadRate the fewest bytes a second at which a body may come
 * @param uploadGrace how long it may come more slowly
 * @param totalBytes the most bytes of the bodies of all requests together; null stands for a quarter of the heap
 */
public record RequestLimits(
        @NotNull @DefaultValue("32MB") DataSize bytes,
        @Min(1) @Max(1024) @DefaultValue("64") int images,

        @Min(1) @Max(500_000_000) @DefaultValue("50000000") long pixels,

        @DurationMin(millis = 1) @DefaultValue("10s") Duration timeout,
        @DurationMin(millis = 1) @DefaultValue("60s") Duration longestTimeout,
        @NotNull @DefaultValue("1KB") DataSize uploadRate,
        @DurationMin(millis = 100) @DefaultValue("10s") Duration uploadGrace,
        DataSize totalBytes) {
    private static final int PARTS_OF_THE_HEAP = 4;

    /**
     * Fills in what depends on the machine.
     *
     * @throws IllegalArgumentException if a request might never find room
     */
    public RequestLimits {
        if (totalBytes == null) {
            long share = Runtime.getRuntime().maxMemory() / PARTS_OF_THE_HEAP;
            totalBytes = DataSize.ofBytes(Math.max(share, bytes.toBytes()));
        }
        if (totalBytes.compareTo(bytes) < 0) {
            throw new IllegalArgumentException("residual.limits.total-bytes is " + totalBytes + ", less than the "
                    + bytes + " of residual.limits.bytes: such a request would never find room.");
        }
    }
}
