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
 * The limits of one request.
 *
 * @param bytes the largest body; null stands for 32 MiB, or less where memory is too small for that
 * @param images most images in a body
 * @param pixels most pixels of an image, as its header states them
 * @param timeout for requests that do not set their own
 * @param longestTimeout the longest timeout that a request may set
 * @param uploadRate the lowest rate of a body, in bytes per second
 * @param uploadGrace how long a body may be slower
 * @param memory bytes of Java's heap for all requests together; null stands for the rest of the heap
 * @param decoderMemory bytes outside the heap for native decoders; null stands for part of what the container has left
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
     * Fills in the values that depend on the machine.
     *
     * @throws IllegalArgumentException if a request of the allowed size would never fit
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
                    + memory + ", bodies get a share that holds at most " + largest
                    + ": a larger request would never fit.");
        }
    }

    private static void require(String key, DataSize size) {
        if (size.toBytes() < DataSize.ofMegabytes(1).toBytes()) {
            throw new IllegalArgumentException(
                    "residual.limits." + key + " is " + size + ", but must be at least 1MB.");
        }
    }
}
