package org.residual.web.body;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.InvalidFileNameException;
import org.apache.tomcat.util.http.fileupload.impl.SizeException;
import org.apache.tomcat.util.http.fileupload.servlet.ServletRequestContext;
import org.apache.tomcat.util.http.parser.HttpParser;
import org.jspecify.annotations.Nullable;
import org.residual.inference.input.UploadedImage;
import org.residual.web.body.MultipartBody.TooManyPartsException;
import org.residual.web.limits.RequestLimits;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemException;
import org.springframework.stereotype.Component;

/** Reads the images of a request. */
@Component
public final class UploadReader {
    private static final String PART = "image";

    /** Most parts beyond the images: parts of other names, read only to name them in an error. */
    private static final int OTHER_PARTS = 8;

    /** Most bytes of a body that is read whole. In larger ones the images cost more than the parsing. */
    private static final int MOST_AT_ONCE = 64 << 10;

    private final RequestLimits limits;

    UploadReader(RequestLimits limits) {
        this.limits = limits;
    }

    /**
     * @param request of type multipart/form-data
     * @return the images of its parts named {@code image}, in the order sent
     * @throws ProblemException if there are none or too many, or the body is invalid
     */
    public List<UploadedImage> parts(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        if (length < 0 || length > Math.min(MOST_AT_ONCE, limits.bytes().toBytes())) {
            return parts(new ServletRequestContext(request));
        }
        byte[] body = request.getInputStream().readNBytes((int) length);
        Optional<List<UploadedImage>> images =
                PlainMultipart.parts(request.getContentType(), body).flatMap(this::imagesOnly);
        return images.isPresent() ? images.get() : parts(new ReadBody(request, body));
    }

    /** Empty if there are other parts, or too many: these need an error message. */
    private Optional<List<UploadedImage>> imagesOnly(List<PlainMultipart.Part> parts) {
        if (parts.isEmpty() || parts.size() > limits.images()) {
            return Optional.empty();
        }
        List<UploadedImage> images = new ArrayList<>(parts.size());
        for (PlainMultipart.Part part : parts) {
            if (!part.name().equals(PART)) {
                return Optional.empty();
            }
            images.add(new UploadedImage(name(part.fileName(), images.size()), part.content()));
        }
        return Optional.of(images);
    }

    /** A body that has been read already. */
    private static final class ReadBody extends ServletRequestContext {
        private final byte[] body;

        ReadBody(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(body);
        }
    }

    private List<UploadedImage> parts(ServletRequestContext request) {
        List<UploadedImage> images = new ArrayList<>();
        List<String> others = new ArrayList<>();
        try {
            FileItemIterator parts =
                    MultipartBody.parts(request, limits.bytes().toBytes(), limits.images() + OTHER_PARTS);
            while (parts.hasNext()) {
                FileItemStream part = parts.next();
                if (part.getFieldName().equals(PART)) {
                    if (images.size() == limits.images()) {
                        throw tooLarge(limits);
                    }
                    images.add(image(part, images.size()));
                } else {
                    others.add(part.getFieldName());
                }
            }
        } catch (TooManyPartsException e) {
            throw tooLarge(limits);
        } catch (InvalidFileNameException e) {
            throw Problem.MALFORMED_REQUEST.toException(
                    "A file name contains a NUL character: send the file under another name.");
        } catch (IOException e) {
            throw e instanceof SizeException || e.getCause() instanceof SizeException ? tooLarge(limits) : unreadable();
        }
        if (images.isEmpty()) {
            throw Problem.MALFORMED_REQUEST.toException("The request has no part named '" + PART + "'"
                    + (others.isEmpty() ? "." : "; its parts are named: " + String.join(", ", others) + "."));
        }
        return images;
    }

    private static UploadedImage image(FileItemStream part, int index) throws IOException {
        try (InputStream content = part.openStream()) {
            return new UploadedImage(name(part.getName(), index), content.readAllBytes());
        }
    }

    private static String name(@Nullable String fileName, int index) {
        return fileName == null || fileName.isBlank() ? PART + "[" + index + "]" : HttpParser.unquote(fileName);
    }

    private ProblemException unreadable() {
        return Problem.MALFORMED_REQUEST.toException(
                "The multipart body is invalid. Let your HTTP client write it, including the "
                        + "boundary, and send at most "
                        + limits.images() + " parts.");
    }

    /**
     * @param request whose body is an image
     * @return that image
     * @throws ProblemException if it has too many bytes
     */
    public UploadedImage body(HttpServletRequest request) throws IOException {
        long most = limits.bytes().toBytes();
        byte[] content = request.getContentLengthLong() > most
                ? new byte[0]
                : request.getInputStream().readNBytes(Math.toIntExact(most + 1));
        if (request.getContentLengthLong() > most || content.length > most) {
            throw tooLarge(limits);
        }
        return new UploadedImage("body", content);
    }

    public static ProblemException tooLarge(RequestLimits limits) {
        return Problem.TOO_LARGE.toException(String.format(
                Locale.ROOT,
                "A request may have at most %d bytes and %d images: send fewer or smaller images.",
                limits.bytes().toBytes(),
                limits.images()));
    }
}
