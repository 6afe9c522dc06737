package org.residual.web.limits;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.residual.memory.RequestMemory;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one request may ask for.
 *
 * @param bytes the largest body; null stands for 32 MiB, or less where the memory is too small for that
 * @param images the most images in a body
 * @param pixels the most pixels of an image, as its header states them
 * @param timeout how long a request may take that does not say so itself
 * @param longestTimeout the most a request may say
 * @param uploadRate the fewest bytes a second at which a body may come
 * @param uploadGrace how long it may come more slowly
 * @param memory bytes of Java's heap that all requests together may take; null stands for what is left of it
 * @param decoderMemory bytes that native decoders may take outside of the heap; null stands for a part of what is left of
 *     the container
 */
public record RequestLimits(
        DataSize bytes,
        @Min(1) @Max(1024) @DefaultValue("64") int images,

        @Min(1) @Max(500_000_000) @DefaultValue("50000000") long pixels,

        @DurationMin(millis = 1) @DefaultValue("10s") Duration timeout,
        @DurationMin(millis = 1) @DefaultValue("60s") Duration longestTimeout,
        @NotNull @DefaultValue("1KB") DataSize uploadRate,
        @DurationMin(millis = 100) @DefaultValue("10s") Duration uploadGrace,
        DataSize memory,
        DataSize decoderMemory) {
    private static final DataSize USUAL_BYTES = DataSize.ofMegabytes(32);

    /**
     * Fills in what depends on the machine.
     *
     * @throws IllegalArgumentException if a request might never find room
     */
    public RequestLimits {
        memory = memory == null ? DataSize.ofBytes(RequestMemory.ofHeap()) : memory;
        decoderMemory = decoderMemory == null ? DataSize.ofBytes(RequestMemory.ofContainer()) : decoderMemory;
        require("memory", memory);
        require("decoder-memory", decoderMemory);
        DataSize largest = DataSize.ofBytes(RequestMemory.largestBody(memory.toBytes()));
        bytes = bytes != null ? bytes : largest.compareTo(USUAL_BYTES) < 0 ? largest : USUAL_BYTES;
        if (bytes.compareTo(largest) > 0) {
            throw new IllegalArgumentException("residual.limits.bytes is " + bytes + ", but of residual.limits.memory, "
                    + memory + ", bodies get a share into which at most " + largest
                    + " fit: such a request would never find room.");
        }
    }

    private static void require(String key, DataSize size) {
        if (size.toBytes() < DataSize.ofMegabytes(1).toBytes()) {
            throw new IllegalArgumentException(
                    "residual.limits." + key + " is " + size + ", but must be at least 1MB.");
        }
    }
}
