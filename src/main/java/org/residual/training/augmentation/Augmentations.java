package org.residual.training.augmentation;

/** The names of what is done to an image each time before it is seen. */
public enum Augmentations {
    /** Turned, slanted, stretched and moved a little. */
    DIGITS(Distortion.SLIGHT),
    /** Cropped, mirrored, and in another light. */
    PHOTOS(PhotoAugmentation.SLIGHT),
    /** Shown as it is. */
    NONE(Distortion.NONE);

    private final Augmentation augmentation;

    Augmentations(Augmentation augmentation) {
        this.augmentation = augmentation;
    }

    public Augmentation augmentation() {
        return augmentation;
    }
}
