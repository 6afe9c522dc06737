package org.residual.protocol;

import org.residual.protocol.tensor.InvalidInferenceRequestException;

/** What Triton and KServe have beside predictions, and is not spoken here. */
public enum Unsupported {
    /** Tensors in memory that client and server share. */
    SHARED_MEMORY("Shared memory is not supported: send tensors in the request."),
    /** What is traced. */
    TRACE(
            "Trace settings are not supported: configure tracing with management.opentelemetry.tracing.export.otlp.endpoint"
                    + " and management.tracing.sampling.probability when the service is started."),
    /** What is logged. */
    LOGGING("Log settings are not supported: configure logging with logging.level.* when the service is started."),
    /** Requests that belong together. */
    SEQUENCE(
            "Sequences are not supported: each request is answered by itself. Leave out sequence_id, sequence_start and"
                    + " sequence_end."),
    /** Who goes first. */
    PRIORITY("Priorities are not supported: requests of a model are answered in the order in which they come. Leave out"
            + " priority."),
    /** Why an image was classified as it was. */
    EXPLANATIONS("Explanations are not supported: ask for predictions with :predict.");

    private final String sentence;

    Unsupported(String sentence) {
        this.sentence = sentence;
    }

    /**
     * @return what is not supported, and what to do instead
     */
    public String sentence() {
        return sentence;
    }

    InvalidInferenceRequestException asException() {
        return new InvalidInferenceRequestException(sentence);
    }
}
