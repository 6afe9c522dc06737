package org.residual.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.training.data.LabelledImages.Entry;

class SplitTest {
    private static List<Entry> entries(int classes, int perClass) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < classes * perClass; i++) {
            entries.add(new Entry(i, i / perClass, "image " + i));
        }
        return entries;
    }

    @ParameterizedTest(name = "{1} of each class: {0} of it, {2}")
    @CsvSource({"0, 10, 0", "0.2, 10, 2", "0.25, 10, 3", "0.15, 3, 0", "0.5, 1, 0", "0.99, 1, 0", "0.99, 4, 3"})
    void keepsAShareOfEachClassAndLeavesAtLeastOneImage(double share, int count, int kept) {
        Split split = Split.of(entries(2, count), share, 1);
        for (int label = 0; label < 2; label++) {
            int wanted = label;
            assertThat(split.validation())
                    .filteredOn(entry -> entry.label() == wanted)
                    .hasSize(kept);
            assertThat(split.training())
                    .filteredOn(entry -> entry.label() == wanted)
                    .hasSize(count - kept);
        }
    }

    @Test
    void usesEveryImageOnce() {
        Split split = Split.of(entries(3, 20), 0.3, 1);
        assertThat(Stream.concat(split.training().stream(), split.validation().stream()))
                .containsExactlyInAnyOrderElementsOf(entries(3, 20));
    }

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(Split.of(entries(1, 30), 0.5, 1)).isEqualTo(Split.of(entries(1, 30), 0.5, 1));
        assertThat(Split.of(entries(1, 30), 0.5, 1)).isNotEqualTo(Split.of(entries(1, 30), 0.5, 2));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
    void refusesAShareThatIsNone(double share) {
        assertThatThrownBy(() -> Split.of(entries(1, 2), share, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("share");
    }
}
