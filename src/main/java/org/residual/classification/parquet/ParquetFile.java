package org.residual.classification.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/**
 * Writes a Parquet file. Rows are held in memory until a row group has 100,000 rows, or 16 MiB before compression. A
 * file can be read once it is complete. Used by one thread.
 */
public final class ParquetFile {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int GROUP_ROWS = 100_000;
    private static final int GROUP_BYTES = 16 << 20;
    private static final int FORMAT_VERSION = 1;

    private final OutputStream out;
    private final List<Column<?>> columns;
    private final List<RowGroup> groups = new ArrayList<>();
    private long position;
    private long rows;
    private int groupRows;

    /**
     * @param out receives the file; it is not closed
     */
    public ParquetFile(OutputStream out, List<Column<?>> columns) throws IOException {
        this.out = out;
        this.columns = List.copyOf(columns);
        write(MAGIC);
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length;
    }

    /** Ends the row, whose values were added to all columns. */
    public void endRow() throws IOException {
        groupRows++;
        long size = 0;
        for (Column<?> column : columns) {
            column.endRow();
            size += column.size();
        }
        if (groupRows == GROUP_ROWS || size >= GROUP_BYTES) {
            endGroup();
        }
    }

    private void endGroup() throws IOException {
        long start = position;
        List<ColumnChunk> chunks = new ArrayList<>();
        long size = 0;
        for (Column<?> column : columns) {
            ColumnChunk chunk = column.writeTo(out, position);
            position += chunk.getMeta_data().getTotal_compressed_size();
            size += chunk.getMeta_data().getTotal_uncompressed_size();
            chunks.add(chunk);
        }
        groups.add(
                new RowGroup(chunks, size, groupRows).setFile_offset(start).setTotal_compressed_size(position - start));
        rows += groupRows;
        groupRows = 0;
    }

    /** Writes the held rows, and the footer that makes the file readable. */
    public void complete() throws IOException {
        if (groupRows > 0) {
            endGroup();
        }
        List<SchemaElement> schema = new ArrayList<>();
        schema.add(new SchemaElement("schema").setNum_children(columns.size()));
        columns.forEach(column -> schema.addAll(column.schema().elements()));
        ByteArrayOutputStream footer = new ByteArrayOutputStream();
        Util.writeFileMetaData(
                new FileMetaData(FORMAT_VERSION, schema, rows, groups).setCreated_by("residual version 1"), footer);
        write(footer.toByteArray());
        write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(footer.size())
                .array());
        write(MAGIC);
    }
}
