package org.residual.inference.request;

import java.time.Duration;
import java.util.List;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.store.version.ReadyVersion;

/** Called for events between images and predictions, by the threads that do the work. */
public interface InferenceListener {
    /** Does nothing. */
    InferenceListener NONE = new InferenceListener() {
        @Override
        public void decoded(ReadyVersion version) {}

        @Override
        public void refused(ReadyVersion version, Reason reason) {}

        @Override
        public void predicted(ReadyVersion version, List<Prediction> predictions, Duration inNetwork) {}
    };

    /** An image was decoded and preprocessed for a version. */
    void decoded(ReadyVersion version);

    /** An image for a version was refused. */
    void refused(ReadyVersion version, Reason reason);

    /**
     * A batch was run.
     *
     * @param predictions one for each image of the batch
     * @param inNetwork the time from its first pixel to its last log-probability
     */
    void predicted(ReadyVersion version, List<Prediction> predictions, Duration inNetwork);
}
