package org.residual.classification.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;

/** The complete, compressed pages of a column in the current row group. */
final class ColumnPages {
    private final ColumnSchema schema;
    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
    private long values;
    private long nulls;
    private long uncompressed;

    ColumnPages(ColumnSchema schema) {
        this.schema = schema;
    }

    /** Writes the levels and values of a page. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Compresses what is written to it. */
    private static final class Compression extends GZIPOutputStream {
        Compression(OutputStream out) throws IOException {
            super(out);
            // No level compresses log-probabilities by more than an eighth; slower ones save only a hundredth more.
            def.setLevel(Deflater.BEST_SPEED);
        }

        /** In bytes; known once compression is finished. */
        int uncompressedSize() {
            return Math.toIntExact(def.getBytesRead());
        }
    }

    /**
     * @param levels number of values, nulls and empty lists
     * @param nulls number of nulls and empty lists
     */
    void add(int levels, int nulls, Content content) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        int size;
        try (Compression compression = new Compression(page)) {
            content.writeTo(compression);
            compression.finish();
            size = compression.uncompressedSize();
        }
        byte[] compressed = page.toByteArray();
        CRC32 checksum = new CRC32();
        checksum.update(compressed);
        PageHeader header = new PageHeader(PageType.DATA_PAGE, size, compressed.length)
                .setCrc((int) checksum.getValue())
                .setData_page_header(new DataPageHeader(levels, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
        int before = pages.size();
        Util.writePageHeader(header, pages);
        uncompressed += pages.size() - before + size;
        pages.write(compressed);
        values += levels;
        this.nulls += nulls;
    }

    /** In bytes, before compression. */
    long size() {
        return uncompressed;
    }

    /**
     * Writes all pages, then clears them.
     *
     * @param position of the output, in bytes
     * @return the position of the pages, and the number of their values
     */
    ColumnChunk drainTo(OutputStream out, long position) throws IOException {
        ColumnMetaData chunk = new ColumnMetaData(
                        schema.type(),
                        List.of(Encoding.PLAIN, Encoding.RLE),
                        schema.path(),
                        CompressionCodec.GZIP,
                        values,
                        uncompressed,
                        pages.size(),
                        position)
                .setStatistics(new Statistics().setNull_count(nulls));
        pages.writeTo(out);
        pages.reset();
        values = 0;
        nulls = 0;
        uncompressed = 0;
        return new ColumnChunk(0).setMeta_data(chunk);
    }
}
