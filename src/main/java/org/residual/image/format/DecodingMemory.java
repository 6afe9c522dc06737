package org.residual.image.format;

/**
 * The most memory that it takes to decode an image, on top of the encoded one, its pixels included.
 *
 * @param heap bytes of Java's heap
 * @param outside bytes that a native decoder takes outside of it
 */
public record DecodingMemory(long heap, long outside) {
    public static DecodingMemory ofHeap(long bytes) {
        return new DecodingMemory(bytes, 0);
    }
}
