package org.residual.classification.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;

/** The footer and the page headers, as Apache's own classes read them. */
class ParquetFileTest {
    private static final int MAGIC = 4;
    private static final int CLASSES = 1_000;
    private static final int MIB = 1 << 20;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private FileMetaData footer() throws IOException {
        byte[] file = out.toByteArray();
        int end = file.length - MAGIC - Integer.BYTES;
        int size = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
        return Util.readFileMetaData(new ByteArrayInputStream(file, end - size, size));
    }

    @Test
    void aRowGroupHasAtMost100000Rows() throws IOException {
        Column<Integer> numbers = Column.integers("number", false);
        ParquetFile file = new ParquetFile(out, List.of(numbers));
        for (int i = 0; i < 250_000; i++) {
            numbers.add(i);
            file.endRow();
        }
        file.complete();
        assertThat(footer().getRow_groups())
                .extracting(RowGroup::getNum_rows)
                .containsExactly(100_000L, 100_000L, 50_000L);
        assertThat(footer().getNum_rows()).isEqualTo(250_000);
    }

    @Test
    void aRowGroupEndsWithTheRowThatReaches16MiB() throws IOException {
        writeLists(10_000);
        List<RowGroup> groups = footer().getRow_groups();
        assertThat(groups).hasSize(3);
        // The excess includes the levels of the values and the page headers.
        assertThat(groups.subList(0, 2))
                .allSatisfy(group -> assertThat(group.getTotal_byte_size())
                        .isBetween(16L * MIB, 16L * MIB + 10 * Float.BYTES * CLASSES));
    }

    @Test
    void aPageEndsWithTheRowThatReaches1MiB() throws IOException {
        writeLists(1_000);
        ColumnMetaData column =
                footer().getRow_groups().get(0).getColumns().get(0).getMeta_data();
        ByteArrayInputStream pages = new ByteArrayInputStream(
                out.toByteArray(), (int) column.getData_page_offset(), (int) column.getTotal_compressed_size());
        int values = 0;
        while (pages.available() > 0) {
            PageHeader page = Util.readPageHeader(pages);
            assertThat(page.getUncompressed_page_size()).isLessThan(MIB + 2 * Float.BYTES * CLASSES);
            assertThat(page.getData_page_header().getNum_values() % CLASSES).isZero();
            values += page.getData_page_header().getNum_values();
            assertThat(pages.skip(page.getCompressed_page_size())).isEqualTo(page.getCompressed_page_size());
        }
        assertThat(values).isEqualTo(1_000 * CLASSES).isEqualTo((int) column.getNum_values());
    }

    private void writeLists(int rows) throws IOException {
        Column<float[]> lists = Column.floatLists("list", true);
        ParquetFile file = new ParquetFile(out, List.of(lists));
        float[] list = new float[CLASSES];
        new Random(1).ints(CLASSES).forEach(i -> list[Math.floorMod(i, CLASSES)] = i);
        for (int i = 0; i < rows; i++) {
            lists.add(list);
            file.endRow();
        }
        file.complete();
    }

    @Test
    void aColumnThatIsNotNullableTakesNoNull() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Column.texts("name", false).add(null))
                .withMessageContaining("'name' is not nullable");
    }
}
