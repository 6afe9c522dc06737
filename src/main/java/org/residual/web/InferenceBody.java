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
import java.util.Optional;
import org.residual.memory.MemoryBudget;
import org.residual.memory.MemoryExceededException;
import org.residual.memory.MemoryFullException;
import org.residual.memory.MemoryShare;
import org.residual.memory.RequestMemory;
import org.residual.protocol.InferenceRequest;
import org.residual.protocol.InferenceResponse;
import org.residual.protocol.InvalidInferenceRequestException;
import org.residual.protocol.ModelSignature;
import org.residual.protocol.RequestInput;
import org.residual.protocol.ResponseOutput;
import org.residual.protocol.TensorData;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * The bodies of inference requests and answers: a JSON object, and, with a header that gives its length, binary data
 * behind it for those tensors that say so.
 */
@Component
final class InferenceBody {
    static final String JSON_LENGTH = "Inference-Header-Content-Length";

    /** Triton's raw binary request: the body is the data of the only tensor. */
    private static final String NO_JSON = "0";

    private static final int FIRST_PIECE = 1 << 20;

    /**
     * Bytes that a byte of JSON takes at most while it is read: an array of numbers of two letters each while it grows, or
     * a text of which there are pieces of two bytes a letter and the whole, and what is decoded from that.
     */
    private static final int JSON_WEIGHT = 6;

    private final ProtocolJson json;
    private final RequestLimits limits;
    private final MemoryBudget memory;

    InferenceBody(ProtocolJson json, RequestLimits limits, RequestMemory memory) {
        this.json = json;
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
     * @param signature of the model that is asked
     * @param longest how long to wait for memory
     * @return the request, binary data put where it belongs
     * @throws MemoryFullException if there is no memory for it in that time
     * @throws InvalidInferenceRequestException if it cannot be read
     * @throws ProblemException if it is too large
     */
    Received read(HttpServletRequest request, ModelSignature signature, Duration longest) throws IOException {
        int most = Math.toIntExact(limits.bytes().toBytes());
        if (request.getContentLengthLong() > most) {
            throw UploadReader.tooLarge(limits);
        }
        String header = request.getHeader(JSON_LENGTH);
        InputStream body = request.getInputStream();
        if (NO_JSON.equals(header)) {
            return new Received(signature.rawRequest(wholeBody(body, most)), memory.take(0, longest));
        }
        byte[] text = body.readNBytes(header == null ? most + 1 : jsonLength(header, most));
        if (text.length > most) {
            throw UploadReader.tooLarge(limits);
        }
        MemoryShare share = takeMemory(text.length, longest);
        Received received = null;
        try {
            InferenceRequest parsed = json.parse(text, InferenceRequest.class);
            received = new Received(
                    header == null ? parsed : parsed.withInputs(binaryData(parsed.inputs(), body, most - text.length)),
                    share);
            return received;
        } finally {
            if (received == null) {
                share.close();
            }
        }
    }

    private byte[] wholeBody(InputStream body, int most) throws IOException {
        byte[] bytes = body.readNBytes(most + 1);
        if (bytes.length > most) {
            throw UploadReader.tooLarge(limits);
        }
        return bytes;
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

    /**
     * @param accepted the request's Accept-Encoding; where it names one coding and no other, that is what is wanted
     * @return the answer, with binary data if it has any
     */
    ResponseEntity<?> answer(InferenceResponse response, String accepted) {
        Optional<ContentCoding> coding = accepted == null ? Optional.empty() : ContentCoding.of(accepted);
        if (!response.hasBinaryData() && coding.isEmpty()) {
            return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(response);
        }
        byte[] text = json.write(response);
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(text);
        if (response.hasBinaryData()) {
            response.outputs().stream()
                    .map(ResponseOutput::binary)
                    .filter(Objects::nonNull)
                    .forEach(body::writeBytes);
            answer.contentType(MediaType.APPLICATION_OCTET_STREAM).header(JSON_LENGTH, Integer.toString(text.length));
        } else {
            answer.contentType(MediaType.APPLICATION_JSON);
        }
        if (coding.isEmpty()) {
            return answer.body(body.toByteArray());
        }
        return answer.header(HttpHeaders.CONTENT_ENCODING, coding.get().word())
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
                .body(coding.get().pack(body.toByteArray()));
    }
}
