package org.residual.protocol;

import org.residual.protocol.tensor.InvalidInferenceRequestException;

/** Features of Triton and KServe that are unsupported. */
public enum Unsupported {
    /** Tensors in memory shared by client and server. */
    SHARED_MEMORY("Shared memory is not supported: send tensors in the request."),
    /** Changes of what is traced. */
    TRACE("Trace settings are not supported: configure tracing with "
            + "management.opentelemetry.tracing.export.otlp.endpoint"
            + " and management.tracing.sampling.probability when the service is started."),
    /** Changes of what is logged. */
    LOGGING("Log settings are not supported: configure logging with logging.level.* when the service is started."),
    /** Sequences of related requests. */
    SEQUENCE(
            "Sequences are not supported: each request is answered by itself. Leave out sequence_id, sequence_start and"
                    + " sequence_end."),
    /** Priorities of requests. */
    PRIORITY("Priorities are not supported: requests for a model are answered in order of arrival. Leave out"
            + " priority."),
    /** Explanations of a classification. */
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
