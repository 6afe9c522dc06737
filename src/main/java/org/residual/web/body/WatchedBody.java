package org.residual.web.body;

import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;
import org.residual.memory.MemoryFullException;
import org.residual.web.limits.RequestLimits;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemException;
import org.springframework.http.ProblemDetail;

/**
 * The body of a request while it is received. A thread waits for it, so it must arrive at a minimum rate; and its bytes
 * are held in memory, so all bodies share a budget.
 */
public final class WatchedBody implements InputBuffer {
    private static final long NANOS_A_SECOND = Duration.ofSeconds(1).toNanos();

    private final InputBuffer body;
    private final RequestLimits limits;
    private final Supplier<BodyMemory> room;
    /** Null before the body begins. */
    private @Nullable BodyMemory memory;

    private boolean drained;
    /** Why no more of it can be read; null while it can be. */
    private @Nullable ProblemDetail broken;
    /** Bytes since the rate was last checked. */
    private long waited;

    private long received;

    /** @param room waits for memory, before the body begins */
    WatchedBody(InputBuffer body, RequestLimits limits, Supplier<BodyMemory> room) {
        this.body = body;
        this.limits = limits;
        this.room = room;
    }

    /**
     * @return the body of a request
     */
    public static WatchedBody of(ServletRequest request) {
        return (WatchedBody) request.getAttribute(WatchedBody.class.getName());
    }

    /**
     * @param length of the body; negative if unknown
     * @param unread how many bytes have been received that the server has not read
     * @return whether the whole body is here, so that reading it does not block; can be asked until it is read. A small
     *     body arrives with its header or just after it.
     */
    public BooleanSupplier arrival(long length, IntSupplier unread) {
        int read = body.available();
        return () -> length >= 0 && (read >= length || read + unread.getAsInt() >= length);
    }

    /**
     * @throws ProblemException if the body arrives too slowly, or is incomplete
     * @throws MemoryFullException if there is no room for it
     */
    @Override
    public int doRead(ApplicationBufferHandler handler) {
        if (drained) {
            return read(handler);
        }
        if (memory == null) {
            memory = room.get();
        }
        int count = read(handler);
        if (count > 0) {
            memory.add(count);
        }
        return count;
    }

    private int read(ApplicationBufferHandler handler) {
        if (broken != null) {
            // The server's parser is in no state to continue.
            throw new ProblemException(broken);
        }
        long start = System.nanoTime();
        int count;
        try {
            count = body.doRead(handler);
        } catch (SocketTimeoutException e) {
            throw breakOff(tooSlow());
        } catch (IOException | IllegalStateException e) {
            // The second is thrown if there are more trailers than headers are allowed.
            throw breakOff(Problem.MALFORMED_REQUEST.toException("The body is incomplete, or its chunks are invalid."));
        }
        if (count > 0) {
            received += count;
            waited += System.nanoTime() - start;
            requireRate();
        }
        return count;
    }

    private ProblemException breakOff(ProblemException problem) {
        broken = problem.problem();
        return problem;
    }

    /** Checked over consecutive intervals, so that a fast beginning does not pay for a slow rest. */
    private void requireRate() {
        if (waited < limits.uploadGrace().toNanos()) {
            return;
        }
        if (received < (double) limits.uploadRate().toBytes() * waited / NANOS_A_SECOND) {
            throw tooSlow();
        }
        waited = 0;
        received = 0;
    }

    private ProblemException tooSlow() {
        return Problem.SLOW_UPLOAD.toException(String.format(
                Locale.ROOT,
                "The body arrived at less than %d bytes a second over %d s. Send it faster, or send smaller requests.",
                limits.uploadRate().toBytes(),
                limits.uploadGrace().toSeconds()));
    }

    /**
     * Reads an unwanted body, so that a client that is still sending receives its answer.
     *
     * @param most bytes to read
     * @return whether that was all
     */
    boolean drain(long most) {
        drained = true;
        Discard discard = new Discard();
        long left = most;
        int count = 0;
        while (count >= 0 && left > 0) {
            count = doRead(discard);
            left -= count;
        }
        return count < 0;
    }

    /** Gives its memory back. */
    void release() {
        if (memory != null) {
            memory.release();
        }
    }

    @Override
    public int available() {
        return body.available();
    }

    /** Discards bytes; the server keeps the buffer. */
    private static final class Discard implements ApplicationBufferHandler {
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {
            // The size of the server's buffer is fixed.
        }
    }
}
