package org.residual.web.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.residual.fuzz.Subject;
import org.residual.image.ImageDecoder;
import org.residual.image.format.ImageRefusedException;
import org.residual.inference.input.ImageInput;
import org.residual.memory.RequestMemory;
import org.residual.protocol.InferenceRequest;
import org.residual.protocol.InstancesRequest;
import org.residual.protocol.ModelSignature;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.ReadyVersion;
import org.residual.web.limits.RequestLimits;
import org.residual.web.problem.ProblemException;
import org.residual.web.protocol.JsonBody.Parsed;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * The reader of the inference protocol's requests, of both versions. An input is a JSON object, or two bytes with the
 * length of one in little-endian order, the object, and binary data.
 */
public final class InferenceSubject implements Subject {
    private static final int MOST_PIXELS = 1_000_000;
    private static final int MOST_BYTES_A_PIXEL = 16;
    private static final int MOST_BYTES_A_BYTE = 64;
    private static final int SMALL_CHANGE = 4 << 20;
    private static final int MOST_IMAGES = 64;
    private static final String INSTANCES = "{\"instances\"";
    private static final byte[] KNOWN = """
            {"inputs": [{"name": "image", "datatype": "UINT8", "shape": [1, 3, 1, 2], "data": [1, 2, 3, 4, 5, 6]}]}
            """.getBytes(StandardCharsets.UTF_8);

    private final ImageDecoder decoder = new ImageDecoder(MOST_PIXELS);
    private final RequestLimits limits = new RequestLimits(
            DataSize.ofMegabytes(1),
            MOST_IMAGES,
            MOST_PIXELS,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            DataSize.ofKilobytes(1),
            Duration.ofSeconds(1),
            null,
            null);
    private final ProtocolJson json = new ProtocolJson(JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build());
    private final JsonBody jsonBody = new JsonBody(json, limits, new RequestMemory(64 << 20, 16 << 20));
    private final InferenceBody body = new InferenceBody(json, jsonBody, limits);
    private final ReadyVersion version =
            new VersionLoader(1).load(VersionFolder.at(Path.of("model-store/digits-convbnnet/1")));

    @Override
    public String read(byte[] input) throws IOException {
        try {
            for (ImageInput image : images(request(input))) {
                image.preparation(decoder, version.descriptor().preprocessing())
                        .work()
                        .get();
            }
            return TAKEN;
        } catch (InvalidInferenceRequestException | ImageRefusedException | ProblemException refused) {
            return refused.getMessage();
        }
    }

    /** Sent to one of two addresses: requests of version 1 of the protocol are recognised by their first key. */
    private List<ImageInput> images(MockHttpServletRequest request) throws IOException {
        return new String(request.getContentAsByteArray(), StandardCharsets.ISO_8859_1).startsWith(INSTANCES)
                ? instances(request)
                : tensor(request);
    }

    private List<ImageInput> instances(MockHttpServletRequest request) throws IOException {
        Parsed<InstancesRequest> received = jsonBody.read(request, InstancesRequest.class, Duration.ofSeconds(1));
        try {
            return received.request().images(version, MOST_IMAGES);
        } finally {
            received.memory().close();
        }
    }

    private List<ImageInput> tensor(MockHttpServletRequest request) throws IOException {
        Parsed<InferenceRequest> received = body.read(request, new ModelSignature(version), Duration.ofSeconds(1));
        try {
            return new ModelSignature(version).images(received.request(), MOST_IMAGES);
        } finally {
            received.memory().close();
        }
    }

    private static MockHttpServletRequest request(byte[] input) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        if (input.length < 2 || input[0] == '{') {
            request.setContent(input);
        } else {
            int length = input[0] & 0xff | (input[1] & 0xff) << 8;
            request.addHeader(InferenceBody.JSON_LENGTH, length);
            request.setContent(Arrays.copyOfRange(input, 2, input.length));
        }
        return request;
    }

    @Override
    public long mostMemory(int length) {
        return SMALL_CHANGE + (long) MOST_BYTES_A_BYTE * length + (long) MOST_BYTES_A_PIXEL * MOST_PIXELS;
    }

    @Override
    public void readKnown() throws IOException {
        if (images(request(KNOWN)).size() != 1) {
            throw new AssertionError("A good request is not read as it was.");
        }
    }
}
