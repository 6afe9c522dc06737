package org.residual.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files of {@code BYTES} each are read ahead. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ReadAheadTest {
    private static final int BYTES = 10;
    private static final int MANY = 101;

    private final List<String> files =
            IntStream.range(0, MANY).mapToObj(Integer::toString).toList();
    private final List<String> read = new ArrayList<>();
    private final Deque<Runnable> begun = new ArrayDeque<>();

    private Map.Entry<String, byte[]> read(String file) {
        read.add(file);
        return ImageClassifier.image(file, new byte[BYTES]);
    }

    private Iterator<Map.Entry<String, byte[]>> ahead(Executor threads, int mostFiles, long mostBytes) {
        return new ReadAhead(files.iterator(), this::read, threads, mostFiles, mostBytes);
    }

    /** Of each two, the one that was started last ends first. */
    private void endInReverse(Runnable reading) {
        begun.push(reading);
        if (read.isEmpty()) {
            begun.pop().run();
        } else if (begun.size() == 2) {
            begun.pop().run();
            begun.pop().run();
        }
    }

    @Test
    void filesKeepTheirOrder() {
        Iterator<Map.Entry<String, byte[]>> ahead = ahead(this::endInReverse, 4, Long.MAX_VALUE);
        List<String> names = new ArrayList<>();
        ahead.forEachRemaining(file -> names.add(file.getKey()));

        assertThat(names).isEqualTo(files);
        assertThat(read).isNotEqualTo(files);
    }

    @Test
    void someAreBegunBeforeTheyAreAskedFor() {
        ahead(Runnable::run, 4, Long.MAX_VALUE).next();

        assertThat(read).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void noMoreAreBegunThanBytesMayWait() {
        ahead(Runnable::run, MANY, 3 * BYTES).next();

        assertThat(read).containsExactly("0", "1", "2", "3");
    }

    @Test
    void oneThatIsBeingReadCountsAsTheLargestSoFar() {
        Executor onlyTheFirst = reading -> {
            if (read.isEmpty()) {
                reading.run();
            } else {
                begun.add(reading);
            }
        };
        ahead(onlyTheFirst, MANY, 3 * BYTES).next();

        assertThat(begun).hasSize(3);
    }

    @Test
    void oneThatIsLargerThanAllBytesIsRead() {
        assertThat(ahead(Runnable::run, 4, 0)).toIterable().hasSize(MANY);
    }

    @Test
    void aFailureIsThatOfTheFile() {
        IOException cause = new IOException("gone");
        Iterator<Map.Entry<String, byte[]>> ahead = new ReadAhead(
                files.iterator(),
                file -> {
                    if (file.equals("1")) {
                        throw new UncheckedIOException(cause);
                    }
                    return read(file);
                },
                Runnable::run,
                4,
                Long.MAX_VALUE);

        assertThat(ahead.next().getKey()).isEqualTo("0");
        assertThatThrownBy(ahead::next).isInstanceOf(UncheckedIOException.class).hasCause(cause);
    }
}
