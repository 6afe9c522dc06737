package org.residual.inference.evidence;

import org.residual.store.version.ReadyVersion;

/** A version was asked for evidence but has none. */
public final class EvidenceUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EvidenceUnavailableException(ReadyVersion version) {
        super("Evidence is unavailable for version " + version.number() + " of '" + version.model()
                + "', which is an ONNX model: only resnet and convbnnet have it. Leave out the evidence.");
    }
}
