package org.residual.store.descriptor;

import org.residual.nn.Architecture;
import org.residual.store.file.VersionFolder;

/** The architectures in {@code model.yaml}. */
public enum ModelArchitecture {
    /** {@link Architecture#RESNET}. */
    RESNET,
    /** {@link Architecture#CONVBNNET}. */
    CONVBNNET,
    /** A graph exported by another program: {@link VersionFolder#GRAPH}. */
    ONNX;

    static ModelArchitecture of(Architecture blocks) {
        return valueOf(blocks.name());
    }

    Architecture blocks() {
        return Architecture.valueOf(name());
    }
}
