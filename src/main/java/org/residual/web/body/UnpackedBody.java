package org.residual.web.body;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.residual.web.limits.RequestLimits;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemException;

/**
 * A compressed body, unpacked while it is read. Its unpacked size is unknown beforehand, so it is subject to the limits
 * of an uncompressed body, and takes as much of the memory for bodies.
 */
final class UnpackedBody extends ServletInputStream {
    private final InputStream packed;
    private final ContentCoding coding;
    private final RequestLimits limits;
    private final Supplier<BodyMemory> room;
    /** Null before the body is read. */
    private @Nullable InputStream unpacked;

    private @Nullable BodyMemory memory;
    private long count;
    private boolean finished;

    /** @param room waits for memory, before the body begins */
    UnpackedBody(InputStream packed, ContentCoding coding, RequestLimits limits, Supplier<BodyMemory> room) {
        this.packed = packed;
        this.coding = coding;
        this.limits = limits;
        this.room = room;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** @throws ProblemException if it is not compressed as declared, or becomes too large */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read;
        try {
            read = unpacked().read(bytes, offset, length);
        } catch (IOException e) {
            throw Problem.MALFORMED_REQUEST.toException(
                    "The body is truncated, or does not match its Content-Encoding '" + coding.word() + "'.");
        }
        finished = read < 0;
        if (read > 0) {
            count += read;
            if (count > limits.bytes().toBytes()) {
                throw UploadReader.tooLarge(limits);
            }
            memory().add(read);
        }
        return read;
    }

    private InputStream unpacked() throws IOException {
        memory();
        if (unpacked == null) {
            unpacked = coding.unpacking(packed);
        }
        return unpacked;
    }

    private BodyMemory memory() {
        if (memory == null) {
            memory = room.get();
        }
        return memory;
    }

    /** Gives its memory back. */
    @Override
    public void close() throws IOException {
        if (memory != null) {
            memory.release();
        }
        if (unpacked != null) {
            unpacked.close();
        }
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
        throw new IllegalStateException("Bodies are read by the answering threads.");
    }
}
