package org.residual.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.residual.inference.UploadedImage;
import org.springframework.stereotype.Component;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.MultipartRequest;

/** Takes the images out of a request. */
@Component
final class UploadReader {
    private static final String PART = "image";

    private final RequestLimits limits;

    UploadReader(RequestLimits limits) {
        this.limits = limits;
    }

    /**
     * @param request of type multipart/form-data
     * @return the images of its parts named {@code image}, in the order sent
     * @throws ProblemException if there is none, or too many
     */
    List<UploadedImage> parts(HttpServletRequest request) throws IOException {
        if (request instanceof MultipartRequest multipart) {
            // Has the body read, and what is wrong with it told in Spring's exceptions.
            multipart.getMultiFileMap();
        }
        List<UploadedImage> images = new ArrayList<>();
        Collection<Part> parts = parsed(request);
        for (Part part : parts) {
            if (part.getName().equals(PART)) {
                requireRoom(images.size() + 1);
                images.add(image(part, images.size()));
            }
        }
        if (images.isEmpty()) {
            String sent = parts.stream().map(Part::getName).collect(Collectors.joining(", "));
            throw Problem.MALFORMED_REQUEST.toException("The request has no part named '" + PART + "'"
                    + (sent.isEmpty() ? "." : "; its parts are named: " + sent + "."));
        }
        return images;
    }

    private static Collection<Part> parsed(HttpServletRequest request) throws IOException {
        try {
            return request.getParts();
        } catch (ServletException e) {
            throw new MultipartException("The request has no parts that can be read.", e);
        }
    }

    private static UploadedImage image(Part part, int index) throws IOException {
        String fileName = part.getSubmittedFileName();
        try (InputStream content = part.getInputStream()) {
            return new UploadedImage(
                    fileName == null || fileName.isBlank() ? PART + "[" + index + "]" : fileName,
                    content.readAllBytes());
        }
    }

    /**
     * @param request whose body is an image
     * @return that image
     * @throws ProblemException if it has too many bytes
     */
    UploadedImage body(HttpServletRequest request) throws IOException {
        long most = limits.bytes().toBytes();
        byte[] content = request.getContentLengthLong() > most
                ? new byte[0]
                : request.getInputStream().readNBytes(Math.toIntExact(most + 1));
        if (request.getContentLengthLong() > most || content.length > most) {
            throw Problem.TOO_LARGE.toException(tooMuch(limits));
        }
        return new UploadedImage("body", content);
    }

    private void requireRoom(int images) {
        if (images > limits.images()) {
            throw Problem.TOO_LARGE.toException(tooMuch(limits));
        }
    }

    static String tooMuch(RequestLimits limits) {
        return "A request may have at most %d bytes and %d images; send the others in another request, or smaller ones."
                .formatted(limits.bytes().toBytes(), limits.images());
    }
}
