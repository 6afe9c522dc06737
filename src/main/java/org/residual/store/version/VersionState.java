package org.residual.store.version;

/** The state of a version. A model is ready if one of its versions is. */
public enum VersionState {
    /** It has reproduced its known answer, and answers requests. */
    READY,
    /** It is being loaded, or its files may still be changing. It delays readiness only if its model is required. */
    LOADING,
    /** It cannot be trusted or loaded, see {@link Version#failure}, and is not tried again until its files change. */
    FAILED,
    /** It was unloaded in favour of more recently requested models, and is loaded when its model is requested. */
    UNLOADED
}
