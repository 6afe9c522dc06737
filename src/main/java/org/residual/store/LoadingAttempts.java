package org.residual.store;

import java.util.Locale;
import java.util.Optional;
import org.residual.nn.device.EngineUnavailableException;
import org.residual.nn.device.NativeMemory;
import org.residual.store.file.AnswerNotReproducedException;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.KnownAnswerDeviation;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.LoadingStoppedException;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.FailedVersion;
import org.residual.store.version.ReadyVersion;
import org.residual.store.version.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads versions in isolation: a failure of one does not affect the others. */
final class LoadingAttempts {
    private static final Logger LOG = LoggerFactory.getLogger(LoadingAttempts.class);

    private final VersionLoader loader;

    LoadingAttempts(VersionLoader loader) {
        this.loader = loader;
    }

    /**
     * @param folder of the version
     * @return the version, ready, or failed with the reason
     * @throws LoadingStoppedException if the service is stopping
     */
    Version load(VersionFolder folder) {
        LOG.info("{} version {} is being loaded", folder.model(), folder.version());
        try {
            ReadyVersion version = loader.load(folder);
            LOG.info(
                    "{} version {} is ready; its known answer was reproduced to {} on {}",
                    folder.model(),
                    folder.version(),
                    String.format(Locale.ROOT, "%.1e", version.knownAnswerError()),
                    version.knownAnswerErrors().keySet());
            return version;
        } catch (InvalidModelException e) {
            LOG.error("{} version {} is not served: {}", folder.model(), folder.version(), e.getMessage());
            Optional<KnownAnswerDeviation> deviation = e instanceof AnswerNotReproducedException missed
                    ? Optional.of(missed.deviation())
                    : Optional.empty();
            return new FailedVersion(folder.version(), e.getMessage(), deviation);
        } catch (LoadingStoppedException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            LOG.error("{} version {} is not served", folder.model(), folder.version(), e);
            return new FailedVersion(
                    folder.version(),
                    "There was not enough memory to load it (" + e.getMessage() + "). Free some and load it again.",
                    Optional.empty());
        } catch (EngineUnavailableException e) {
            LOG.error("{} version {} is not served", folder.model(), folder.version(), e);
            return new FailedVersion(folder.version(), e.getMessage(), Optional.empty());
        } catch (RuntimeException | Error e) {
            // Whatever the engine throws for one version must not keep the others from being served. The JVM turns
            // access to a truncated mapped file into an InternalError.
            LOG.error("{} version {} is not served", folder.model(), folder.version(), e);
            return new FailedVersion(folder.version(), "The engine could not load it: see the log.", Optional.empty());
        } finally {
            // Loading and checking took more memory than it keeps, and other threads load others.
            NativeMemory.giveBackUnused();
        }
    }

    /** Stops the load in progress, and all later ones. */
    void stop() {
        loader.stop();
    }
}
