package org.residual.training.augmentation;

/** The names of the augmentations. */
public enum Augmentations {
    /** A little rotated, slanted, stretched and shifted. */
    DIGITS(Distortion.SLIGHT),
    /** Cropped, mirrored, and in another light. */
    PHOTOS(PhotoAugmentation.SLIGHT),
    /** Unchanged. */
    NONE(Distortion.NONE);

    private final Augmentation augmentation;

    Augmentations(Augmentation augmentation) {
        this.augmentation = augmentation;
    }

    public Augmentation augmentation() {
        return augmentation;
    }
}
