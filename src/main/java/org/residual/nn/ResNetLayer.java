package org.residual.nn;

/** The notebook's {@code ResNetLayer}: {@code x + BnLayer(x)}, the identity plus a residual. */
final class ResNetLayer extends BnLayer {

    /**
     * @param channels channels in and out
     * @param network gives the statistics and the epsilon
     * @param thenRelu whether a ReLU follows this layer, which then becomes part of it
     */
    ResNetLayer(int channels, NetworkConfiguration network, boolean thenRelu) {
        super(channels, channels, 1, network, thenRelu, true);
    }
}
