package org.residual.training.data;

/** What to do about an image that cannot be read, or is too small. */
public enum BrokenImages {
    /** Names it and continues without it. */
    SKIP,
    /** Names it and stops. */
    STOP
}
