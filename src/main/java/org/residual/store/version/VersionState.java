package org.residual.store.version;

/** Whether a version serves and, if not, whether it may yet. A model is ready if one of its versions is. */
public enum VersionState {
    /** It has reproduced its known answer, and answers requests. */
    READY,
    /** It is being loaded, or its files may still be changing. It keeps only those waiting who require its model. */
    LOADING,
    /** It cannot be trusted or loaded, see {@link Version#failure}, and is not tried again until its files change. */
    FAILED,
    /** Others were asked for later; it is loaded when its model is asked for. */
    UNLOADED
}
