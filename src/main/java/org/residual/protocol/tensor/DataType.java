package org.residual.protocol.tensor;

/** The supported element types, by the protocol's names. */
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

    /** @return bytes of an element in binary data; 0 if that varies */
    public int size() {
        return size;
    }
}
