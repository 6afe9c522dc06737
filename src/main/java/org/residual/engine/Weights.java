package org.residual.engine;

import java.nio.ByteBuffer;

/** The parameters of a network. */
@FunctionalInterface
public interface Weights {
    /**
     * @param name of a parameter in the {@code state_dict}, such as {@code layers1.0.layer.weight}
     * @param into receives its values, float32 in row-major order, in the byte order of this buffer; has room for them
     */
    void copy(String name, ByteBuffer into);
}
