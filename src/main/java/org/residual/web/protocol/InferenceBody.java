package org.residual.web.protocol;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.residual.memory.MemoryFullException;
import org.residual.protocol.InferenceRequest;
import org.residual.protocol.InferenceResponse;
import org.residual.protocol.ModelSignature;
import org.residual.protocol.RequestInput;
import org.residual.protocol.ResponseOutput;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import org.residual.protocol.tensor.TensorData;
import org.residual.web.body.ContentCoding;
import org.residual.web.body.UploadReader;
import org.residual.web.limits.RequestLimits;
import org.residual.web.problem.ProblemException;
import org.residual.web.protocol.JsonBody.Parsed;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * The bodies of inference requests and answers: a JSON object, followed by the binary data of some tensors if a header
 * gives the length of the JSON.
 */
@Component
public final class InferenceBody {
    public static final String JSON_LENGTH = "Inference-Header-Content-Length";

    /** Triton's raw binary request: the body is the data of the only tensor. */
    private static final String NO_JSON = "0";

    private static final int FIRST_PIECE = 1 << 20;

    private final ProtocolJson json;
    private final JsonBody body;
    private final RequestLimits limits;

    InferenceBody(ProtocolJson json, JsonBody body, RequestLimits limits) {
        this.json = json;
        this.body = body;
        this.limits = limits;
    }

    /**
     * @param signature of the model
     * @param longest how long to wait for memory
     * @return the request, with its binary data in the tensors
     * @throws MemoryFullException if no memory is free in that time
     * @throws InvalidInferenceRequestException if it is invalid
     * @throws ProblemException if it is too large
     */
    Parsed<InferenceRequest> read(HttpServletRequest request, ModelSignature signature, Duration longest)
            throws IOException {
        int most = body.largest(request);
        String header = request.getHeader(JSON_LENGTH);
        InputStream sent = request.getInputStream();
        if (NO_JSON.equals(header)) {
            return new Parsed<>(signature.rawRequest(body.whole(sent, most)), body.noMemory(longest));
        }
        if (header == null) {
            return body.parse(body.whole(sent, most), InferenceRequest.class, longest);
        }
        byte[] text = sent.readNBytes(jsonLength(header, most));
        Parsed<InferenceRequest> parsed = body.parse(text, InferenceRequest.class, longest);
        Parsed<InferenceRequest> received = null;
        try {
            received = new Parsed<>(
                    parsed.request().withInputs(binaryData(parsed.request().inputs(), sent, most - text.length)),
                    parsed.memory());
            return received;
        } finally {
            if (received == null) {
                parsed.memory().close();
            }
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
            throw new InvalidInferenceRequestException("More bytes follow the JSON object than the inputs declare.");
        }
        return received;
    }

    /** Takes memory as the bytes arrive, not as declared. */
    private static byte[] bytes(RequestInput input, InputStream body, int size) throws IOException {
        byte[] bytes = new byte[Math.min(size, FIRST_PIECE)];
        int received = body.readNBytes(bytes, 0, bytes.length);
        while (received == bytes.length && received < size) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(size, 4L * received));
            received += body.readNBytes(bytes, received, bytes.length - received);
        }
        if (received < size) {
            throw new InvalidInferenceRequestException("The input '" + input.name() + "' declares " + size
                    + " bytes of binary data, but " + received + " were received.");
        }
        return bytes;
    }

    /**
     * @param accepted the request's Accept-Encoding; if it names exactly one coding, that one is used
     * @return the answer, with its binary data
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
