package org.residual.classification.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextAnswersTest {
    private static final RowFormat NAMES = new NamesInQuotes();

    @TempDir
    private Path directory;

    private Path file;

    /** A row is a name in quotes. */
    private static final class NamesInQuotes implements RowFormat {
        @Override
        public String header() {
            return "name\n";
        }

        @Override
        public String row(Row row) {
            return '"' + row.filename() + "\"\n";
        }

        @Override
        public WrittenRow read(String row) {
            return new WrittenRow(row.substring(1, row.length() - 1), 0);
        }

        @Override
        public boolean quotesLineBreaks() {
            return true;
        }
    }

    @BeforeEach
    void nameFile() {
        file = directory.resolve("answers.csv");
    }

    private List<String> resumed() throws IOException {
        List<String> names = new ArrayList<>();
        try (TextAnswers answers = TextAnswers.resumed(file, NAMES, row -> names.add(row.filename()))) {
            answers.write(Row.broken("next", "broken"));
        }
        return names;
    }

    @Test
    void aRowThatIsCutOffWithinALineBreakInQuotesIsNoRow() throws IOException {
        Files.writeString(file, "name\n\"a\nb\"\n\"longer than what comes next\n");
        assertThat(resumed()).containsExactly("a\nb");
        assertThat(file).hasContent("name\n\"a\nb\"\n\"next\"\n");
    }

    @Test
    void aHeaderThatIsCutOffIsWrittenAnew() throws IOException {
        Files.writeString(file, "nam");
        assertThat(resumed()).isEmpty();
        assertThat(file).hasContent("name\n\"next\"\n");
    }

    @Test
    void aFileThatIsNotThereIsBegun() throws IOException {
        assertThat(resumed()).isEmpty();
        assertThat(file).hasContent("name\n\"next\"\n");
    }

    @Test
    void aFileOfOtherColumnsIsLeftAlone() throws IOException {
        Files.writeString(file, "names\n\"a\"\n");
        assertThatThrownBy(this::resumed)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its columns do not match");
        assertThat(file).hasContent("names\n\"a\"\n");
    }

    @Test
    void aFileThatIsBeingWrittenIsLeftAlone() throws IOException {
        try (TextAnswers first = TextAnswers.empty(file, NAMES)) {
            assertThatThrownBy(this::resumed)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is being written by another process");
            first.write(Row.broken("first", "broken"));
        }
        assertThat(file).hasContent("name\n\"first\"\n");
    }
}
