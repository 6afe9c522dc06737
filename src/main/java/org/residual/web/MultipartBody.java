package org.residual.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.tomcat.util.http.fileupload.FileItemFactory;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileUploadBase;
import org.apache.tomcat.util.http.fileupload.servlet.ServletRequestContext;
import org.apache.tomcat.util.http.fileupload.util.FileItemHeadersImpl;

/**
 * Reads multipart bodies part by part, with the server's own parser. The way of the servlet API makes a file of each part
 * first, or at least makes sure that it could: that takes calls of the kernel, and all of the body before the first part is
 * looked at.
 */
final class MultipartBody extends FileUploadBase {
    private MultipartBody() {}

    /**
     * @param request of type multipart/form-data
     * @param mostBytes of the whole body
     * @return its parts, each to be read before the next
     */
    static FileItemIterator parts(HttpServletRequest request, long mostBytes) throws IOException {
        MultipartBody body = new MultipartBody();
        body.setSizeMax(mostBytes);
        return body.getItemIterator(new ServletRequestContext(request));
    }

    @Override
    protected FileItemHeadersImpl newFileItemHeaders() {
        return new PartHeaders();
    }

    @Override
    public FileItemFactory getFileItemFactory() {
        throw new UnsupportedOperationException("Parts are no files here.");
    }

    @Override
    public void setFileItemFactory(FileItemFactory factory) {
        throw new UnsupportedOperationException("Parts are no files here.");
    }

    /** Hardly any part tells its length, and to find that out the parser would throw and catch an exception for each. */
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
