package org.residual.web.answer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.util.FastByteArrayOutputStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes JSON with a Content-Length: this takes one packet where chunks take two, and tells the server whether
 * compression is worth it.
 */
final class WholeJsonConverter extends JacksonJsonHttpMessageConverter {
    WholeJsonConverter(JsonMapper mapper) {
        super(mapper);
    }

    @Override
    protected void writeInternal(
            Object object, ResolvableType type, HttpOutputMessage output, @Nullable Map<String, Object> hints)
            throws IOException {
        FastByteArrayOutputStream json = new FastByteArrayOutputStream();
        super.writeInternal(object, type, new Buffer(output.getHeaders(), json), hints);
        output.getHeaders().setContentLength(json.size());
        json.writeTo(output.getBody());
    }

    private record Buffer(HttpHeaders headers, OutputStream body) implements HttpOutputMessage {
        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public OutputStream getBody() {
            return body;
        }
    }
}
