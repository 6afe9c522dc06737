package org.residual.classification.source;

import java.util.OptionalLong;

/** Images in a reproducible order. */
interface ImageSource {
    /**
     * @return a cursor before the first image, to be closed
     */
    ImageCursor open();

    /**
     * May take long, and runs during classification.
     *
     * @return the number of images; empty if counting would require reading all of them
     */
    OptionalLong count();
}
