package org.residual.nn;

/** The notebook's {@code ResNetLayer}: {@code x + BnLayer(x)}, the identity plus a residual. */
final class ResNetLayer extends BnLayer {

    /**
     * @param channels channels in and out
     * @param network says over what the mean and std of a channel are taken, and with which epsilon
     * @param thenRelu whether the network has a ReLU behind this layer, which then is a part of it
     */
    ResNetLayer(int channels, NetworkConfiguration network, boolean thenRelu) {
        super(channels, channels, 1, network, thenRelu, true);
    }
}
