package org.residual.web;

/** The parts of the paths at which predictions are requested. */
final class ApiPaths {
    static final String MODEL = "/models/{model}";
    static final String VERSION = MODEL + "/versions/{version}";

    /** Predictions for uploaded images, of the default model or after {@link #MODEL} or {@link #VERSION}. */
    static final String PREDICT = "/predict";

    /** The Open Inference Protocol. */
    static final String V2 = "/v2";

    /** Predictions by that protocol. */
    static final String INFER = "/infer";

    /** KServe's protocol, version 1. */
    static final String V1 = "/v1/models";

    /** Predictions by that protocol. */
    static final String PREDICT_INSTANCES = "/{model}:predict";

    private ApiPaths() {}
}
