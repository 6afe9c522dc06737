package org.residual.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.residual.memory.MemoryBudget;
import org.residual.memory.MemoryExceededException;
import org.residual.memory.MemoryFullException;
import org.residual.memory.MemoryShare;
import org.residual.memory.RequestMemory;
import org.residual.protocol.InferenceRequest;
import org.residual.protocol.InferenceResponse;
import org.residual.protocol.InvalidInferenceRequestException;
import org.residual.protocol.RequestInput;
import org.residual.protocol.ResponseOutput;
import org.residual.protocol.TensorData;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The bodies of inference requests and answers: a JSON object, and, with a header that gives its length, binary data
 * behind it for those tensors that say so.
 */
@Component
final class InferenceBody {
    static final String JSON_LENGTH = "Inference-Header-Content-Length";

    private static final int FIRST_PIECE = 1 << 20;

    /**
     * Bytes that a byte of JSON takes at most while it is read: an array of numbers of two letters each while it grows, or
     * a text of which there are pieces of two bytes a letter and the whole, and what is decoded from that.
     */
    private static final int JSON_WEIGHT = 6;

    private final JsonMapper mapper;
    private final RequestLimits limits;
    private final MemoryBudget memory;

    InferenceBody(JsonMapper mapper, RequestLimits limits, RequestMemory memory) {
        this.mapper = mapper;
        this.limits = limits;
        this.memory = memory.tensors();
    }

    /**
     * A request, and the memory that it takes beside its body, to be given back when it is answered.
     *
     * @param request that was received
     * @param memory that it takes
     */
    record Received(InferenceRequest request, MemoryShare memory) {}

    /**
     * @param longest how long to wait for memory
     * @return the request, binary data put where it belongs
     * @throws MemoryFullException if there is no memory for it in that time
     * @throws InvalidInferenceRequestException if it cannot be read
     * @throws ProblemException if it is too large
     */
    Received read(HttpServletRequest request, Duration longest) throws IOException {
        int most = Math.toIntExact(limits.bytes().toBytes());
        if (request.getContentLengthLong() > most) {
            throw UploadReader.tooLarge(limits);
        }
        String header = request.getHeader(JSON_LENGTH);
        InputStream body = request.getInputStream();
        byte[] json = body.readNBytes(header == null ? most + 1 : jsonLength(header, most));
        if (json.length > most) {
            throw UploadReader.tooLarge(limits);
        }
        MemoryShare share = takeMemory(json.length, longest);
        Received received = null;
        try {
            InferenceRequest parsed = parse(json);
            received = new Received(
                    header == null ? parsed : parsed.withInputs(binaryData(parsed.inputs(), body, most - json.length)),
                    share);
            return received;
        } finally {
            if (received == null) {
                share.close();
            }
        }
    }

    private MemoryShare takeMemory(int jsonLength, Duration longest) {
        try {
            return memory.take((long) JSON_WEIGHT * jsonLength, longest);
        } catch (MemoryExceededException e) {
            throw Problem.TOO_LARGE.toException(String.format(
                    Locale.ROOT,
                    "A JSON object may have at most %d bytes here; send tensors as binary data behind it, in fewer or smaller images.",
                    e.limit() / JSON_WEIGHT));
        }
    }

    private static int jsonLength(String header, int most) {
        if (!header.matches("[0-9]{1,9}") || Integer.parseInt(header) > most) {
            throw new InvalidInferenceRequestException(
                    JSON_LENGTH + " is '" + header + "', but must be the number of bytes of the JSON object.");
        }
        return Integer.parseInt(header);
    }

    private InferenceRequest parse(byte[] json) {
        InferenceRequest parsed;
        try {
            parsed = mapper.readValue(json, InferenceRequest.class);
        } catch (StreamReadException e) {
            throw new InvalidInferenceRequestException(
                    "The body is not valid JSON: see line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ".");
        } catch (JacksonException e) {
            throw e.getCause() instanceof InvalidInferenceRequestException known ? known : mismatch(e);
        }
        if (parsed == null) {
            throw new InvalidInferenceRequestException("The body is no inference request, but null.");
        }
        return parsed;
    }

    /** Of what the parser has to say of that, nothing is for callers: it names the types of this program. */
    private static InvalidInferenceRequestException mismatch(JacksonException e) {
        StringBuilder path = new StringBuilder();
        for (Reference step : e.getPath()) {
            path.append(
                    step.getIndex() >= 0
                            ? "[" + step.getIndex() + "]"
                            : (path.isEmpty() ? "" : ".") + step.getPropertyName());
        }
        return new InvalidInferenceRequestException("The body is not a valid inference request: "
                + (path.isEmpty()
                        ? "a JSON object is expected."
                        : "'" + path + "' does not have the type it must have."));
    }

    private List<RequestInput> binaryData(List<RequestInput> inputs, InputStream body, int most) throws IOException {
        List<RequestInput> received = new ArrayList<>();
        int left = most;
        for (RequestInput input : inputs) {
            long size = input.binarySize();
            if (size > left) {
                throw UploadReader.tooLarge(limits);
            }
            received.add(size == 0 ? input : input.with(new TensorData.Binary(bytes(input, body, (int) size))));
            left -= (int) size;
        }
        if (body.read() >= 0) {
            throw new InvalidInferenceRequestException(
                    "There are more bytes behind the JSON object than the inputs say.");
        }
        return received;
    }

    /** Takes memory as the bytes come in, and not because somebody says that many will. */
    private static byte[] bytes(RequestInput input, InputStream body, int size) throws IOException {
        byte[] bytes = new byte[Math.min(size, FIRST_PIECE)];
        int received = body.readNBytes(bytes, 0, bytes.length);
        while (received == bytes.length && received < size) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(size, 4L * received));
            received += body.readNBytes(bytes, received, bytes.length - received);
        }
        if (received < size) {
            throw new InvalidInferenceRequestException("The input '" + input.name() + "' is to have " + size
                    + " bytes of binary data, but " + received + " were sent.");
        }
        return bytes;
    }

    /** The answer, with binary data if it has any. */
    ResponseEntity<?> answer(InferenceResponse response) {
        if (!response.hasBinaryData()) {
            return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(response);
        }
        byte[] json = mapper.writeValueAsBytes(response);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(json);
        response.outputs().stream()
                .map(ResponseOutput::binary)
                .filter(Objects::nonNull)
                .forEach(body::writeBytes);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .header(JSON_LENGTH, Integer.toString(json.length))
                .body(body.toByteArray());
    }
}
