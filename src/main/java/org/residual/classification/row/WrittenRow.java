package org.residual.classification.row;

/**
 * The part of a row that is needed to resume.
 *
 * @param filename the image's name
 * @param argmax the most probable class, from 0; {@link #BROKEN} if the image is broken
 */
public record WrittenRow(String filename, int argmax) {
    /** The image could not be classified. */
    public static final int BROKEN = -1;

    public boolean isBroken() {
        return argmax == BROKEN;
    }
}
