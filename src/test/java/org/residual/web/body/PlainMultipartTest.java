package org.residual.web.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.servlet.ServletRequestContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.web.body.PlainMultipart.Part;
import org.springframework.mock.web.MockHttpServletRequest;

/** The one-pass reader finds the same parts as the server's own parser. */
class PlainMultipartTest {
    private static final String BOUNDARY = "------------------------d74496d66958873e";
    private static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;
    private static final byte[] CONTENT = {'\r', '\n', '-', '-', 0, '\r', '\n', '\r', '\n', (byte) 0xff, '-', '\r'};

    private static byte[] body(String... heads) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String head : heads) {
            body.writeBytes(("--" + BOUNDARY + "\r\n" + head + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            body.writeBytes(CONTENT);
            body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    /** The result of the server's parser: the names, and the bytes by their codes. */
    private static List<List<Object>> byTheServer(String type, byte[] body) throws IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/predict");
        request.setContentType(type);
        request.setContent(body);
        FileItemIterator parts = MultipartBody.parts(new ServletRequestContext(request), 1 << 20, 100);
        List<List<Object>> all = new ArrayList<>();
        while (parts.hasNext()) {
            FileItemStream part = parts.next();
            try (InputStream content = part.openStream()) {
                all.add(told(part.getFieldName(), part.getName(), content.readAllBytes()));
            }
        }
        return all;
    }

    private static List<Object> told(String name, String fileName, byte[] content) {
        return List.of(name, Optional.ofNullable(fileName), new String(content, StandardCharsets.ISO_8859_1));
    }

    private static List<List<Object>> told(List<Part> parts) {
        return parts.stream()
                .map(part -> told(part.name(), part.fileName(), part.content()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: form-data; name=\"image\"; filename=\"a b.jpg\"\r\nContent-Type: image/jpeg",
                "Content-Disposition: form-data; name=\"image\"; filename=\"a;b'c(1).jpg\"",
                "Content-Disposition: form-data; name=\" image \"; filename=\" \"",
                "Content-Disposition: form-data; name=\"image\"; filename=\"\"\r\nContent-Type: application/octet-stream",
                "Content-Disposition: form-data; name=\"image\"",
            })
    void readsWhatClientsUsuallyWrite(String head) throws IOException {
        byte[] body = body(head, head);

        assertThat(PlainMultipart.parts(TYPE, body))
                .hasValueSatisfying(parts -> assertThat(told(parts)).hasSize(2));
        assertThat(told(PlainMultipart.parts(TYPE, body).orElseThrow())).isEqualTo(byTheServer(TYPE, body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: form-data; name=\"image\"; filename=\"a\\\"b.jpg\"",
                "Content-Disposition: form-data; name=\"image\"; filename=\"=?utf-8?q?a?=\"",
                "Content-Disposition: form-data; name=\"image\"; filename=\"三.jpg\"",
                "Content-Disposition: form-data; name=\"image\"; filename*=UTF-8''a.jpg",
                "Content-Disposition: form-data; name=image",
                "Content-Disposition: form-data; filename=\"a.jpg\"",
                "Content-Type: image/jpeg",
                "Content-Disposition: form-data; name=\"image\"\r\nContent-Type: multipart/mixed; boundary=b",
                "Content-Disposition: form-data;\r\n name=\"image\"",
            })
    void leavesWhatIsWrittenInAnyOtherWay(String head) {
        assertThat(PlainMultipart.parts(TYPE, body(head))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=another",
                "multipart/form-data; charset=utf-8; boundary=" + BOUNDARY,
                "multipart/mixed; boundary=" + BOUNDARY,
            })
    void leavesBodiesOfOtherTypes(String type) {
        assertThat(PlainMultipart.parts(type, body("Content-Disposition: form-data; name=\"image\"")))
                .isEmpty();
    }

    /** After any change: what is read here, the server's parser reads as well, with the same result. */
    @Test
    void readsNothingThatTheServerReadsOtherwise() throws IOException {
        byte[] whole = body(
                "Content-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg",
                "Content-Disposition: form-data; name=\"image\"");
        Random random = new Random(1);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = whole.clone();
            for (int k = random.nextInt(3); k >= 0; k--) {
                changed[random.nextInt(changed.length)] = changed[random.nextInt(changed.length)];
            }
            Optional<List<Part>> parts = PlainMultipart.parts(TYPE, changed);
            if (parts.isPresent()) {
                read++;
                assertThat(told(parts.get()))
                        .as(new String(changed, StandardCharsets.ISO_8859_1))
                        .isEqualTo(byTheServer(TYPE, changed));
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }
}
