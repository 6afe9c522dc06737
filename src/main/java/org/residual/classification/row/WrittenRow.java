package org.residual.classification.row;

/**
 * What matters of a row when the work goes on after it.
 *
 * @param filename the image's name
 * @param argmax the most probable class, from 0; {@link #BROKEN} if the image has none
 */
public record WrittenRow(String filename, int argmax) {
    /** The image could not be classified. */
    public static final int BROKEN = -1;

    public boolean isBroken() {
        return argmax == BROKEN;
    }
}
