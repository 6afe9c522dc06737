package org.residual.store.loading;

import java.util.concurrent.CancellationException;

/** A version is not loaded to its end, since the service stops. */
public final class LoadingStoppedException extends CancellationException {
    private static final long serialVersionUID = 1L;

    LoadingStoppedException() {
        super("The service stops while a version is loaded.");
    }
}
