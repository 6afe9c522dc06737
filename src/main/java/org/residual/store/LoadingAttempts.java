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

/** Loads versions so that whatever is wrong with one disturbs no other. */
final class LoadingAttempts {
    private static final Logger LOG = LoggerFactory.getLogger(LoadingAttempts.class);

    private final VersionLoader loader;

    LoadingAttempts(VersionLoader loader) {
        this.loader = loader;
    }

    /**
     * @param folder of the version
     * @return the version, ready, or failed with the reason
     * @throws LoadingStoppedException if the service is being stopped
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
            // Whatever the engine throws at one version must not keep the others from being served. An internal error
            // is what the JVM makes of a mapped file that was cut off meanwhile.
            LOG.error("{} version {} is not served", folder.model(), folder.version(), e);
            return new FailedVersion(
                    folder.version(), "The engine could not load it; the log says more.", Optional.empty());
        } finally {
            // To load and check it took more than it keeps, and other threads load others.
            NativeMemory.giveBackUnused();
        }
    }

    /** Has the version that is being loaded given up, and all later ones. */
    void stop() {
        loader.stop();
    }
}
