package org.residual.web.request;

/** Parts of the paths of predictions. */
public final class ApiPaths {
    public static final String MODEL = "/models/{model}";
    public static final String VERSION = MODEL + "/versions/{version}";

    /** Predictions for uploaded images, by the default model or after {@link #MODEL} or {@link #VERSION}. */
    public static final String PREDICT = "/predict";

    /** The Open Inference Protocol. */
    public static final String V2 = "/v2";

    /** Predictions by that protocol. */
    public static final String INFER = "/infer";

    /** KServe's protocol, version 1. */
    public static final String V1 = "/v1/models";

    /** Predictions by that protocol. */
    public static final String PREDICT_INSTANCES = "/{model}:predict";

    private ApiPaths() {}
}
