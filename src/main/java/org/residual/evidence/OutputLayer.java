package org.residual.evidence;

/** The linear layer after the pooling, which computes the logits of the classes. */
public interface OutputLayer {
    /**
     * @param index of a class
     * @return its weights for the pooled channels
     */
    float[] weights(int index);

    /**
     * @param index of a class
     * @return its bias
     */
    float bias(int index);
}
