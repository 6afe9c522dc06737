package org.residual.grpc;

import io.grpc.Codec;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Compression of messages by zlib, which the library supports only by name. */
final class DeflateCodec implements Codec {
    @Override
    public String getMessageEncoding() {
        return "deflate";
    }

    @Override
    public InputStream decompress(InputStream packed) {
        return new InflaterInputStream(packed);
    }

    @Override
    public OutputStream compress(OutputStream packed) {
        return new DeflaterOutputStream(packed);
    }
}
