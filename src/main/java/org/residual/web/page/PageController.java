package org.residual.web.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.residual.image.format.ImageFormat;
import org.residual.web.problem.Problem;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The web page: one document, and its resources in a folder beside it. */
@RestController
final class PageController {
    /** Nothing is loaded from or sent to another origin, and nothing is inline. */
    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob: data:",
            "connect-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'");

    private final ResponseEntity<byte[]> document;
    private final Map<String, ResponseEntity<byte[]>> parts;

    PageController() throws IOException {
        PathMatchingResourcePatternResolver classPath = new PathMatchingResourcePatternResolver();
        Resource file = classPath.getResource("classpath:/static/index.html");
        String html = file.getContentAsString(StandardCharsets.UTF_8)
                .replace("{image-types}", String.join(",", ImageFormat.mediaTypes()))
                .replace("{image-formats}", ImageFormat.choice());
        ResponseEntity<byte[]> page = answer(file, html.getBytes(StandardCharsets.UTF_8));
        this.document = ResponseEntity.status(page.getStatusCode())
                .headers(page.getHeaders())
                .varyBy(HttpHeaders.ACCEPT)
                .body(page.getBody());
        Map<String, ResponseEntity<byte[]>> found = new HashMap<>();
        for (Resource part : classPath.getResources("classpath:/static/page/*.*")) {
            found.put(part.getFilename(), answer(part, part.getContentAsByteArray()));
        }
        this.parts = Map.copyOf(found);
    }

    /** Reports that the service is up, which KServe's clients ask at the same address. */
    record Liveness(String status) {}

    /**
     * @param accepted browsers name HTML; a program that names anything else, or accepts anything, does not want the
     *     page
     */
    @GetMapping("/")
    ResponseEntity<?> document(@RequestHeader(name = HttpHeaders.ACCEPT, required = false) String accepted) {
        if (accepted == null || accepted.contains("text/")) {
            return document;
        }
        return ResponseEntity.ok().varyBy(HttpHeaders.ACCEPT).body(new Liveness("alive"));
    }

    @GetMapping("/page/{name}")
    ResponseEntity<byte[]> part(@PathVariable String name) {
        ResponseEntity<byte[]> part = parts.get(name);
        if (part == null) {
            throw Problem.NOT_FOUND.toException("There is nothing at /page/" + name + ".");
        }
        return part;
    }

    private static ResponseEntity<byte[]> answer(Resource file, byte[] content) {
        return ResponseEntity.ok()
                .contentType(contentType(file))
                // Cached, but revalidated: a new release is seen at once, and with all its files.
                .cacheControl(CacheControl.noCache())
                .eTag(DigestUtils.md5DigestAsHex(content))
                // Without this header, Spring makes browsers save scripts under another name.
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline")
                .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .body(content);
    }

    private static MediaType contentType(Resource file) {
        return new MediaType(MediaTypeFactory.getMediaType(file).orElseThrow(), StandardCharsets.UTF_8);
    }
}
