package org.residual.classification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.residual.classification.row.WrittenRow;

class ProgressTest {
    private static final int BROKEN = WrittenRow.BROKEN;

    private final AtomicLong nanos = new AtomicLong();
    private final StringWriter err = new StringWriter();
    private final ImageCounts counts = new ImageCounts();

    private Progress progress(boolean terminal) {
        return new Progress(new PrintWriter(err), terminal, counts, nanos::get);
    }

    private void after(Duration time, int images) {
        for (int i = 0; i < images; i++) {
            counts.add(new WrittenRow("image", 0));
        }
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void tellsRateAndTimeLeftWhereTheNumberOfImagesIsKnown() {
        Progress progress = progress(false);
        progress.total(OptionalLong.of(10_000));
        after(Duration.ofSeconds(10), 1500);
        assertThat(progress.text()).isEqualTo("1,500 of 10,000 images, 150/s, 57 s left");
    }

    @Test
    void tellsTheRateAloneWhereItIsNot() {
        Progress progress = progress(true);
        after(Duration.ofSeconds(10), 1500);
        assertThat(progress.text()).isEqualTo("1,500 images, 150/s");
    }

    /** 8,000 images are left, at 10 per second. */
    @Test
    void whatAnEarlierRunHasDoneIsDoneAndNoPartOfTheRate() {
        Progress progress = progress(false);
        progress.total(OptionalLong.of(10_000));
        for (int i = 0; i < 1900; i++) {
            counts.addEarlier(new WrittenRow("image", i == 0 ? BROKEN : 0));
        }
        after(Duration.ofSeconds(10), 100);
        assertThat(progress.text()).isEqualTo("2,000 of 10,000 images, 10/s, 13 min 20 s left, 1 broken");
    }

    @Test
    void drawsABarOnATerminal() {
        Progress progress = progress(true);
        progress.total(OptionalLong.of(4));
        after(Duration.ofSeconds(1), 1);
        assertThat(progress.text()).startsWith("[######..................] 1 of 4 images, ");
    }

    @Test
    void anEndIsTold() {
        progress(false).close();
        assertThat(err.toString()).startsWith("0 images, 0/s");
    }
}
