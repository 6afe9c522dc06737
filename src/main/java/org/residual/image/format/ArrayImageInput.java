package org.residual.image.format;

import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStreamImpl;

/** An in-memory input for the JDK's image readers. The JDK's own streams over memory keep a second copy of the data. */
public final class ArrayImageInput extends ImageInputStreamImpl {
    private final byte[] array;

    public ArrayImageInput(byte[] array) {
        this.array = array;
        setByteOrder(ByteOrder.BIG_ENDIAN);
    }

    @Override
    public int read() {
        bitOffset = 0;
        return streamPos < array.length ? array[(int) streamPos++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        bitOffset = 0;
        int count = (int) Math.min(length, array.length - streamPos);
        if (count <= 0) {
            return length == 0 ? 0 : -1;
        }
        System.arraycopy(array, (int) streamPos, target, offset, count);
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return array.length;
    }
}
