package org.residual.training.data;

/** What to do about an image that cannot be read, or is too small. */
public enum BrokenImages {
    /** Name it and go on without it. */
    SKIP,
    /** Name it and train nothing. */
    STOP
}
