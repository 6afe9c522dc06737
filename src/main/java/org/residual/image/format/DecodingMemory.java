package org.residual.image.format;

/**
 * Most memory for decoding an image, in addition to the encoded image; includes its pixels.
 *
 * @param heap bytes of Java's heap
 * @param outside bytes of a native decoder outside the heap
 */
public record DecodingMemory(long heap, long outside) {
    public static DecodingMemory ofHeap(long bytes) {
        return new DecodingMemory(bytes, 0);
    }
}
