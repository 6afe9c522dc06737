package org.residual.onnx.file;

import com.google.protobuf.WireFormat;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.residual.store.file.InvalidModelException;

/**
 * Counts the contents of a file before parsing. Two bytes can stand for a message, which takes a hundred bytes of the
 * heap; and nested messages take a stack frame each.
 */
final class MessageCensus {
    /** Protocol buffers' own limit; a subgraph in a subgraph needs three levels. */
    private static final int DEEPEST = 100;

    /** Approximate bytes of a message's object and its lists. */
    private static final int BYTES_OF_A_MESSAGE = 200;

    private static final int BYTES_OF_A_FIELD = 48;
    /** Factor for numbers of possibly one byte each in the file: a list that has grown, and its previous array. */
    private static final int BYTES_OF_A_PACKED_BYTE = 3 * Long.BYTES;

    /** Factor for numbers with as many bytes in the file as in the heap. */
    private static final int BYTES_OF_A_FIXED_BYTE = 2;

    private static final int LONGEST_VARINT = 10;

    /** The kinds of messages that can hold others, and the fields that hold them. */
    private enum Kind {
        LEAF,
        FIXED,
        PACKED,
        DIMENSION,
        SHAPE,
        TENSOR_TYPE,
        TYPE,
        ELEMENT_TYPE,
        VALUE,
        TENSOR,
        SPARSE_TENSOR,
        ANNOTATION,
        ATTRIBUTE,
        NODE,
        GRAPH,
        FUNCTION,
        TRAINING,
        MODEL
    }

    private static final Map<Kind, Map<Integer, Kind>> FIELDS = Map.ofEntries(
            Map.entry(
                    Kind.MODEL,
                    Map.of(7, Kind.GRAPH, 8, Kind.LEAF, 14, Kind.LEAF, 20, Kind.TRAINING, 25, Kind.FUNCTION)),
            Map.entry(
                    Kind.GRAPH,
                    Map.of(
                            1,
                            Kind.NODE,
                            5,
                            Kind.TENSOR,
                            11,
                            Kind.VALUE,
                            12,
                            Kind.VALUE,
                            13,
                            Kind.VALUE,
                            14,
                            Kind.ANNOTATION,
                            15,
                            Kind.SPARSE_TENSOR,
                            16,
                            Kind.LEAF)),
            Map.entry(Kind.NODE, Map.of(5, Kind.ATTRIBUTE, 9, Kind.LEAF)),
            Map.entry(
                    Kind.ATTRIBUTE,
                    Map.of(
                            5,
                            Kind.TENSOR,
                            6,
                            Kind.GRAPH,
                            7,
                            Kind.FIXED,
                            8,
                            Kind.PACKED,
                            10,
                            Kind.TENSOR,
                            11,
                            Kind.GRAPH,
                            14,
                            Kind.TYPE,
                            15,
                            Kind.TYPE,
                            22,
                            Kind.SPARSE_TENSOR,
                            23,
                            Kind.SPARSE_TENSOR)),
            Map.entry(
                    Kind.TENSOR,
                    Map.of(
                            1,
                            Kind.PACKED,
                            3,
                            Kind.LEAF,
                            4,
                            Kind.FIXED,
                            5,
                            Kind.PACKED,
                            7,
                            Kind.PACKED,
                            10,
                            Kind.FIXED,
                            11,
                            Kind.PACKED,
                            13,
                            Kind.LEAF,
                            16,
                            Kind.LEAF)),
            Map.entry(Kind.SPARSE_TENSOR, Map.of(1, Kind.TENSOR, 2, Kind.TENSOR, 3, Kind.PACKED)),
            Map.entry(Kind.ANNOTATION, Map.of(2, Kind.LEAF)),
            Map.entry(Kind.VALUE, Map.of(2, Kind.TYPE, 4, Kind.LEAF)),
            Map.entry(
                    Kind.TYPE,
                    Map.of(
                            1,
                            Kind.TENSOR_TYPE,
                            4,
                            Kind.ELEMENT_TYPE,
                            5,
                            Kind.ELEMENT_TYPE,
                            7,
                            Kind.LEAF,
                            8,
                            Kind.TENSOR_TYPE,
                            9,
                            Kind.ELEMENT_TYPE)),
            Map.entry(Kind.ELEMENT_TYPE, Map.of(1, Kind.TYPE, 2, Kind.TYPE)),
            Map.entry(Kind.TENSOR_TYPE, Map.of(2, Kind.SHAPE)),
            Map.entry(Kind.SHAPE, Map.of(1, Kind.DIMENSION)),
            Map.entry(
                    Kind.FUNCTION,
                    Map.of(7, Kind.NODE, 9, Kind.LEAF, 11, Kind.ATTRIBUTE, 12, Kind.VALUE, 14, Kind.LEAF)),
            Map.entry(Kind.TRAINING, Map.of(1, Kind.GRAPH, 2, Kind.GRAPH, 3, Kind.LEAF, 4, Kind.LEAF)));

    private final ByteBuffer content;
    private final long limit;
    private long heap;

    private MessageCensus(ByteBuffer content, long limit) {
        this.content = content;
        this.limit = limit;
    }

    /**
     * @param content of a file
     * @param heap most bytes of the heap for the parsed file
     * @throws InvalidModelException if it would take more, is nested too deeply, or has other contents
     */
    static void require(ByteBuffer content, long heap) {
        new MessageCensus(content.duplicate(), heap).message(Kind.MODEL, content.limit(), 1);
    }

    private void message(Kind kind, int end, int depth) {
        if (depth > DEEPEST) {
            throw new InvalidModelException("its messages are nested more than " + DEEPEST + " deep.");
        }
        take(BYTES_OF_A_MESSAGE);
        Map<Integer, Kind> fields = FIELDS.getOrDefault(kind, Map.of());
        while (content.position() < end) {
            long tag = varint(end);
            take(BYTES_OF_A_FIELD);
            int field = (int) (tag >>> 3);
            switch ((int) tag & 7) {
                case WireFormat.WIRETYPE_VARINT -> varint(end);
                case WireFormat.WIRETYPE_FIXED64 -> skip(Long.BYTES, end);
                case WireFormat.WIRETYPE_FIXED32 -> skip(Integer.BYTES, end);
                case WireFormat.WIRETYPE_LENGTH_DELIMITED -> delimited(fields.get(field), end, depth);
                default -> throw damaged();
            }
        }
    }

    private void delimited(@Nullable Kind kind, int end, int depth) {
        long length = varint(end);
        if (length < 0 || length > end - content.position()) {
            throw damaged();
        }
        if (kind == null) {
            skip(length, end);
        } else if (kind == Kind.PACKED || kind == Kind.FIXED) {
            take(length * (kind == Kind.PACKED ? BYTES_OF_A_PACKED_BYTE : BYTES_OF_A_FIXED_BYTE));
            skip(length, end);
        } else {
            message(kind, content.position() + (int) length, depth + 1);
        }
    }

    private void skip(long length, int end) {
        if (length > end - content.position()) {
            throw damaged();
        }
        content.position(content.position() + (int) length);
    }

    private long varint(int end) {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT && content.position() < end; i++) {
            byte part = content.get();
            value |= (part & 0x7fL) << (7 * i);
            if (part >= 0) {
                return value;
            }
        }
        throw damaged();
    }

    private void take(long bytes) {
        heap += bytes;
        if (heap > limit) {
            throw new InvalidModelException("its description, without the weights, takes more than " + limit
                    + " bytes of the heap, the limit.");
        }
    }

    private static InvalidModelException damaged() {
        return new InvalidModelException(ModelFile.DAMAGED);
    }
}
