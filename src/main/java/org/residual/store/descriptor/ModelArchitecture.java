package org.residual.store.descriptor;

import org.residual.nn.Architecture;
import org.residual.store.file.VersionFolder;

/** What {@code model.yaml} may say that a network is. */
public enum ModelArchitecture {
    /** {@link Architecture#RESNET}. */
    RESNET,
    /** {@link Architecture#CONVBNNET}. */
    CONVBNNET,
    /** A graph that another program wrote: {@link VersionFolder#GRAPH}. */
    ONNX;

    static ModelArchitecture of(Architecture blocks) {
        return valueOf(blocks.name());
    }

    Architecture blocks() {
        return Architecture.valueOf(name());
    }
}
