package org.residual.inference.evidence;

import org.residual.store.version.ReadyVersion;

/** A version is asked where its answers come from and cannot tell. */
public final class EvidenceUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EvidenceUnavailableException(ReadyVersion version) {
        super("Evidence is unavailable for version " + version.number() + " of '" + version.model()
                + "', which is an ONNX model: only resnet and convbnnet have it. Ask without evidence.");
    }
}
