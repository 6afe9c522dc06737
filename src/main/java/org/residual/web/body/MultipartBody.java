package org.residual.web.body;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.tomcat.util.http.fileupload.FileItemFactory;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileUploadBase;
import org.apache.tomcat.util.http.fileupload.servlet.ServletRequestContext;
import org.apache.tomcat.util.http.fileupload.util.FileItemHeadersImpl;
import org.residual.web.problem.Problem;

/**
 * Reads multipart bodies part by part, with the server's own parser. The servlet API would first write each part to a
 * file, or at least prepare to: that takes system calls, and the whole body before the first part can be read.
 */
final class MultipartBody extends FileUploadBase {
    /** RFC 2046, 5.1.1. */
    private static final int LONGEST_BOUNDARY = 70;

    private final int mostParts;
    private int parts;

    private MultipartBody(long mostBytes, int mostParts) {
        this.mostParts = mostParts;
        setSizeMax(mostBytes);
        setHeaderEncoding(StandardCharsets.UTF_8.name());
    }

    /**
     * @param request of type multipart/form-data
     * @param mostBytes of the whole body
     * @param mostParts in it, including unnamed parts, which the parser skips
     * @return its parts, each to be read before the next
     * @throws IOException if the body is not multipart, or is too large
     */
    static FileItemIterator parts(ServletRequestContext request, long mostBytes, int mostParts) throws IOException {
        return new MultipartBody(mostBytes, mostParts).getItemIterator(request);
    }

    /** Called once for each part. */
    @Override
    protected FileItemHeadersImpl newFileItemHeaders() {
        parts++;
        if (parts > mostParts) {
            throw new TooManyPartsException();
        }
        return new PartHeaders();
    }

    /** The boundary of the body, or of a nested multipart part, of which the parser expects one. */
    @Override
    public byte[] getBoundary(String contentType) {
        byte[] boundary = super.getBoundary(contentType);
        if (boundary == null || boundary.length == 0 || boundary.length > LONGEST_BOUNDARY) {
            throw Problem.MALFORMED_REQUEST.toException("The Content-Type of a multipart body or part needs a boundary"
                    + " of 1 to " + LONGEST_BOUNDARY + " characters. Let your HTTP client make it.");
        }
        return boundary;
    }

    @Override
    public FileItemFactory getFileItemFactory() {
        throw new UnsupportedOperationException("Parts are not stored as files.");
    }

    @Override
    public void setFileItemFactory(FileItemFactory factory) {
        throw new UnsupportedOperationException("Parts are not stored as files.");
    }

    /** There are more parts than allowed. */
    static final class TooManyPartsException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Hardly any part has a Content-Length, and for each that has none the parser would throw and catch an exception.
     */
    private static final class PartHeaders extends FileItemHeadersImpl {
        private static final long serialVersionUID = 1L;
        private static final String UNKNOWN = "-1";

        @Override
        public String getHeader(String name) {
            String value = super.getHeader(name);
            return value == null && name.equals(CONTENT_LENGTH) ? UNKNOWN : value;
        }
    }
}
