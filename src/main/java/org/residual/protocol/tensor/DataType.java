package org.residual.protocol.tensor;

/** The protocol's names for the types of elements that are spoken here. */
public enum DataType {
    /** An unsigned byte. */
    UINT8(1),
    /** A signed integer of 8 bytes. */
    INT64(Long.BYTES),
    /** A float of 4 bytes. */
    FP32(Float.BYTES),
    /** A sequence of bytes, of any length. */
    BYTES(0);

    private final int size;

    DataType(int size) {
        this.size = size;
    }

    /**
     * @return bytes that an element takes in binary data; 0 if that differs
     */
    public int size() {
        return size;
    }
}
