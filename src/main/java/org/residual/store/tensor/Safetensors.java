package org.residual.store.tensor;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;
import org.residual.store.file.VersionFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Files in the <a href="https://github.com/huggingface/safetensors">safetensors</a> format: the length of the header (8
 * bytes, little-endian), the header (JSON), the elements of the tensors without gaps.
 */
public final class Safetensors {
    /** The format allows 100 MB; the networks here need a hundredth of that. */
    static final int LARGEST_HEADER = 1 << 20;

    private static final int PREFIX = Long.BYTES;

    private Safetensors() {}

    /**
     * Reads and checks the header, and maps the tensors into memory without copying them.
     *
     * @param file a safetensors file
     * @return the tensors by name, in the order of their data
     * @throws InvalidModelException if the file is invalid, saying where
     * @throws IOException if the file cannot be read
     */
    public static Map<String, StoredTensor> map(Path file) throws IOException {
        return map(file, file.getFileName().toString());
    }

    /** The same, for a file whose name in the version differs from that in the store. */
    public static Map<String, StoredTensor> map(VersionFile file) throws IOException {
        return map(file.path(), file.name());
    }

    private static Map<String, StoredTensor> map(Path file, String name) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            int headerLength = headerLength(channel, size);
            List<Entry> entries = entries(read(channel, PREFIX, headerLength));
            long dataStart = PREFIX + (long) headerLength;
            requireGapless(entries, size - dataStart);
            Map<String, StoredTensor> tensors = new LinkedHashMap<>();
            for (Entry entry : entries) {
                ByteBuffer data = channel.map(MapMode.READ_ONLY, dataStart + entry.begin, entry.end - entry.begin)
                        .order(ByteOrder.LITTLE_ENDIAN);
                tensors.put(entry.name, new StoredTensor(entry.type, entry.shape, data));
            }
            return Collections.unmodifiableMap(tensors);
        } catch (InvalidModelException e) {
            throw new InvalidModelException(name + ": " + e.getMessage(), e);
        }
    }

    /** The position of a tensor, in bytes after the header. */
    private record Entry(String name, DataType type, Shape shape, long begin, long end) {}

    private static int headerLength(FileChannel channel, long size) throws IOException {
        if (size < PREFIX + 2) {
            throw new InvalidModelException("the file has " + size + " bytes, too few for a safetensors file.");
        }
        long length = read(channel, 0, PREFIX).getLong();
        requireNoStranger(channel, size, length);
        if (length < 2 || length > LARGEST_HEADER) {
            throw new InvalidModelException("the header is said to have " + Long.toUnsignedString(length)
                    + " bytes; 2 to " + LARGEST_HEADER + " are accepted.");
        }
        if (length > size - PREFIX) {
            throw new InvalidModelException(
                    "the header is said to have " + length + " bytes, but the file ends before that.");
        }
        return (int) length;
    }

    /** A file that begins with a possible length and then JSON is a safetensors file, though perhaps an invalid one. */
    private static void requireNoStranger(FileChannel channel, long size, long length) throws IOException {
        byte[] start =
                read(channel, 0, (int) Math.min(size, FileSignatures.LOOK_AT)).array();
        boolean possible = length >= 2 && length <= LARGEST_HEADER && start[PREFIX] == '{';
        if (!possible) {
            FileSignatures.describe(start).ifPresent(kind -> {
                throw new InvalidModelException("this is " + kind + ".");
            });
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new InvalidModelException("the file became shorter while it was read.");
            }
        }
        return buffer.flip();
    }

    private static List<Entry> entries(ByteBuffer header) {
        List<Entry> entries = new ArrayList<>();
        HeaderJson.parse(header)
                .properties()
                .forEach(property -> entries.add(entry(property.getKey(), property.getValue())));
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        return entries;
    }

    private static Entry entry(String name, JsonNode node) {
        DataType type;
        try {
            type = DataType.fromSafetensors(node.path("dtype").asString(""));
        } catch (IllegalArgumentException e) {
            throw invalid(
                    name,
                    "has the dtype " + Quoted.text(node.path("dtype").toString()) + ", which is not supported",
                    e);
        }
        long[] shape = wholeNumbers(name, node, "shape");
        long[] offsets = wholeNumbers(name, node, "data_offsets");
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw invalid(name, "has data_offsets that are not [begin, end]", null);
        }
        long bytes = type.getNumOfBytes();
        try {
            for (long dimension : shape) {
                bytes = Math.multiplyExact(bytes, dimension);
            }
        } catch (ArithmeticException e) {
            throw invalid(name, "has a shape too large to count", e);
        }
        if (bytes != offsets[1] - offsets[0]) {
            throw invalid(
                    name,
                    "of shape " + new Shape(shape) + " and dtype " + type.asSafetensors() + " takes " + bytes
                            + " bytes, but its data_offsets span " + (offsets[1] - offsets[0]),
                    null);
        }
        if (bytes > Integer.MAX_VALUE) {
            throw invalid(name, "is larger than 2 GiB", null);
        }
        return new Entry(name, type, new Shape(shape), offsets[0], offsets[1]);
    }

    private static long[] wholeNumbers(String name, JsonNode node, String field) {
        JsonNode array = node.path(field);
        boolean whole = array.isArray()
                && array.valueStream()
                        .allMatch(n -> n.isIntegralNumber() && n.canConvertToLong() && n.longValue() >= 0);
        if (!whole) {
            throw invalid(name, "has a " + field + " that is not a list of whole numbers", null);
        }
        return array.valueStream().mapToLong(JsonNode::longValue).toArray();
    }

    private static InvalidModelException invalid(String name, String what, @Nullable Throwable cause) {
        return new InvalidModelException("tensor '" + Quoted.text(name) + "' " + what + ".", cause);
    }

    private static void requireGapless(List<Entry> sorted, long dataLength) {
        long expected = 0;
        for (Entry entry : sorted) {
            if (entry.begin != expected) {
                String problem = entry.begin < expected ? "overlaps the tensor before it" : "leaves a gap before it";
                throw invalid(entry.name, problem, null);
            }
            expected = entry.end;
        }
        if (expected > dataLength) {
            throw new InvalidModelException("the tensors need " + expected + " bytes, but the file holds only "
                    + dataLength + ": it is cut short.");
        }
        if (expected < dataLength) {
            throw new InvalidModelException((dataLength - expected) + " bytes follow the last tensor.");
        }
    }

    /**
     * @param file to write; replaced if it exists
     * @param tensors by name, in the order of the file
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, Map<String, StoredTensor> tensors) throws IOException {
        ObjectNode header = HeaderJson.MAPPER.createObjectNode();
        long position = 0;
        for (Map.Entry<String, StoredTensor> named : tensors.entrySet()) {
            StoredTensor tensor = named.getValue();
            long end = position + tensor.data().remaining();
            ObjectNode entry = header.putObject(named.getKey());
            entry.put("dtype", tensor.type().asSafetensors());
            entry.set("shape", HeaderJson.MAPPER.valueToTree(tensor.shape().getShape()));
            entry.set("data_offsets", HeaderJson.MAPPER.valueToTree(new long[] {position, end}));
            position = end;
        }
        byte[] text = HeaderJson.MAPPER.writeValueAsBytes(header);
        // Spaces up to a multiple of 8 align the data.
        int padded = (text.length + 7) / 8 * 8;
        ByteBuffer head = ByteBuffer.allocate(PREFIX + padded).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(padded).put(text);
        while (head.hasRemaining()) {
            head.put((byte) ' ');
        }
        try (var out = Files.newByteChannel(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeFully(out, head.flip());
            for (StoredTensor tensor : tensors.values()) {
                writeFully(out, tensor.data().duplicate());
            }
        }
    }

    private static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
