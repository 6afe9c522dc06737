package org.residual.nn;

/** Which of the networks. */
public enum Architecture {
    /** {@link ResNet}. */
    RESNET,
    /** {@link ConvBnNet}. */
    CONVBNNET
}
