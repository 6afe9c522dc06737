package org.residual.evidence;

/** The linear layer behind a pooling, which makes the logits of the classes. */
public interface OutputLayer {
    /**
     * @param index of a class
     * @return what it takes of each pooled channel
     */
    float[] weights(int index);

    /**
     * @param index of a class
     * @return what is added to its logit
     */
    float bias(int index);
}
