package org.residual.web.protocol;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import org.residual.memory.MemoryBudget;
import org.residual.memory.MemoryExceededException;
import org.residual.memory.MemoryFullException;
import org.residual.memory.MemoryShare;
import org.residual.memory.RequestMemory;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import org.residual.web.body.UploadReader;
import org.residual.web.limits.RequestLimits;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemException;
import org.springframework.stereotype.Component;

/** Reads JSON requests for predictions, within the memory for tensors. */
@Component
final class JsonBody {
    /**
     * Most bytes of memory per byte of JSON while it is parsed: for a growing array of two-character numbers; or for a
     * text held in pieces and whole, at two bytes a character, and its decoded bytes.
     */
    private static final int WEIGHT = 6;

    private final ProtocolJson json;
    private final RequestLimits limits;
    private final MemoryBudget memory;

    JsonBody(ProtocolJson json, RequestLimits limits, RequestMemory memory) {
        this.json = json;
        this.limits = limits;
        this.memory = memory.tensors();
    }

    /**
     * @param request received
     * @param memory taken beside its body, to be given back when it is answered
     */
    record Parsed<T>(T request, MemoryShare memory) {}

    /**
     * @param longest how long to wait for memory
     * @throws MemoryFullException if no memory is free in that time
     * @throws InvalidInferenceRequestException if it is invalid
     * @throws ProblemException if it is too large
     */
    <T> Parsed<T> read(HttpServletRequest request, Class<T> type, Duration longest) throws IOException {
        int most = largest(request);
        return parse(whole(request.getInputStream(), most), type, longest);
    }

    /**
     * @return most bytes of any body
     * @throws ProblemException if this one declares more
     */
    int largest(HttpServletRequest request) {
        int most = Math.toIntExact(limits.bytes().toBytes());
        if (request.getContentLengthLong() > most) {
            throw UploadReader.tooLarge(limits);
        }
        return most;
    }

    /** @throws ProblemException if there are more bytes than that */
    byte[] whole(InputStream body, int most) throws IOException {
        byte[] bytes = body.readNBytes(most + 1);
        if (bytes.length > most) {
            throw UploadReader.tooLarge(limits);
        }
        return bytes;
    }

    /** Like {@link #read}, for a body that has been received. */
    <T> Parsed<T> parse(byte[] text, Class<T> type, Duration longest) {
        MemoryShare share = takeMemory(text.length, longest);
        Parsed<T> parsed = null;
        try {
            parsed = new Parsed<>(json.parse(text, type), share);
            return parsed;
        } finally {
            if (parsed == null) {
                share.close();
            }
        }
    }

    /** For a request without JSON. */
    MemoryShare noMemory(Duration longest) {
        return memory.take(0, longest);
    }

    private MemoryShare takeMemory(int length, Duration longest) {
        try {
            return memory.take((long) WEIGHT * length, longest);
        } catch (MemoryExceededException e) {
            throw Problem.TOO_LARGE.toException(String.format(
                    Locale.ROOT,
                    "A JSON object may have at most %d bytes here: send tensors as binary data after it (/v2), or "
                            + "fewer or smaller images.",
                    e.limit() / WEIGHT));
        }
    }
}
