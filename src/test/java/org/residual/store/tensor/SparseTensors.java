package org.residual.store.tensor;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.StringJoiner;

/** Files of tensors of zeros, sparse on the disk however large they are. */
public final class SparseTensors {
    private SparseTensors() {}

    /** Writes float32. */
    public static void write(Path file, Map<String, Shape> shapes) throws IOException {
        StringJoiner entries = new StringJoiner(",", "{", "}");
        long position = 0;
        for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
            long end = position + Float.BYTES * entry.getValue().size();
            entries.add("\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%s,%s]}"
                    .formatted(entry.getKey(), Arrays.toString(entry.getValue().getShape()), position, end));
            position = end;
        }
        byte[] header = entries.toString().getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(0);
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            out.setLength(Long.BYTES + header.length + position);
        }
    }
}
