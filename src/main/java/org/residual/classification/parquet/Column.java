package org.residual.classification.parquet;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * A column of a Parquet file. Each row's value is added before the row ends. Used by one thread.
 *
 * @param <T> type of the values
 */
public final class Column<T> {
    /** Bytes of a page before compression: readers decompress a page at a time. */
    private static final int PAGE = 1 << 20;

    private final ColumnSchema schema;
    private final Encoding<T> encoding;
    private final PlainValues values = new PlainValues();
    private final LevelRuns repetitions;
    private final LevelRuns definitions;
    private final ColumnPages pages;
    private int levels;
    private int nulls;

    private Column(ColumnSchema schema, Encoding<T> encoding) {
        this.schema = schema;
        this.encoding = encoding;
        this.repetitions = new LevelRuns(schema.highestRepetition());
        this.definitions = new LevelRuns(schema.highestDefinition());
        this.pages = new ColumnPages(schema);
    }

    @FunctionalInterface
    private interface Encoding<T> {
        /**
         * @return how many values of the schema were added
         */
        int add(T value, PlainValues values);
    }

    private static <T> Column<T> single(String name, Type type, boolean nullable, SingleEncoding<T> encoding) {
        return new Column<>(new ColumnSchema(name, type, nullable, false), (value, values) -> {
            encoding.add(values, value);
            return 1;
        });
    }

    @FunctionalInterface
    private interface SingleEncoding<T> {
        void add(PlainValues values, T value);
    }

    /**
     * @param nullable whether a row may have no value
     * @return a column of strings, written in UTF-8
     */
    public static Column<String> texts(String name, boolean nullable) {
        return single(name, Type.BYTE_ARRAY, nullable, PlainValues::add);
    }

    /**
     * @param nullable whether a row may have no value
     * @return a column of 32-bit integers
     */
    public static Column<Integer> integers(String name, boolean nullable) {
        return single(name, Type.INT32, nullable, (values, value) -> values.add((int) value));
    }

    /**
     * @param nullable whether a row may have no value
     * @return a column of 64-bit integers
     */
    public static Column<Long> longs(String name, boolean nullable) {
        return single(name, Type.INT64, nullable, (values, value) -> values.add((long) value));
    }

    /**
     * @param nullable whether a row may have no value
     * @return a column of lists of 32-bit floating-point numbers, of any length
     */
    public static Column<float[]> floatLists(String name, boolean nullable) {
        return new Column<>(new ColumnSchema(name, Type.FLOAT, nullable, true), (list, values) -> {
            values.add(list);
            return list.length;
        });
    }

    /**
     * Adds the value of the next row.
     *
     * @throws IllegalArgumentException if it is null, and the column is not nullable
     */
    public void add(@Nullable T value) {
        if (value == null && !schema.nullable()) {
            throw new IllegalArgumentException("The column '" + schema.name() + "' is not nullable.");
        }
        int count = value == null ? 0 : encoding.add(value, values);
        if (count > 0) {
            definitions.add(schema.highestDefinition(), count);
            repetitions.add(0, 1);
            repetitions.add(1, count - 1);
        } else {
            definitions.add(value == null ? 0 : schema.highestDefinition() - 1, 1);
            repetitions.add(0, 1);
            nulls++;
        }
        levels += Math.max(1, count);
    }

    /** Ends the row; a page ends only between rows. */
    void endRow() throws IOException {
        if (values.size() >= PAGE) {
            endPage();
        }
    }

    private void endPage() throws IOException {
        pages.add(levels, nulls, content -> {
            repetitions.drainTo(content);
            definitions.drainTo(content);
            values.drainTo(content);
        });
        levels = 0;
        nulls = 0;
    }

    /** Bytes since the last row group, before compression. */
    long size() {
        return pages.size() + values.size();
    }

    ColumnSchema schema() {
        return schema;
    }

    /**
     * Writes all values since the last row group; there must be at least one.
     *
     * @param position of the output, in bytes
     */
    ColumnChunk writeTo(OutputStream out, long position) throws IOException {
        if (levels > 0) {
            endPage();
        }
        return pages.drainTo(out, position);
    }
}
