package org.residual.classification.source;

import java.util.OptionalLong;

/** Images that can be gone through in an order which is the same each time. */
interface ImageSource {
    /**
     * @return a cursor before the first image, to be closed
     */
    ImageCursor open();

    /**
     * May take long, and runs beside the classification.
     *
     * @return how many images there are; empty if that cannot be told without reading all of them
     */
    OptionalLong count();
}
