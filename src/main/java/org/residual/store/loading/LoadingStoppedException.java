package org.residual.store.loading;

import java.util.concurrent.CancellationException;

/** Loading a version was stopped, since the service is stopping. */
public final class LoadingStoppedException extends CancellationException {
    private static final long serialVersionUID = 1L;

    LoadingStoppedException() {
        super("The service is stopping while a version is being loaded.");
    }
}
