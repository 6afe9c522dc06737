package org.residual.inference.model;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.residual.inference.model.ModelUnavailableException.Reason;
import org.residual.inference.request.Deadline;
import org.residual.inference.request.DeadlineExceededException;
import org.residual.store.ModelStore;
import org.residual.store.version.Model;
import org.residual.store.version.ReadyVersion;
import org.residual.store.version.Version;
import org.residual.store.version.VersionState;

/** Finds the version of a model that a request names, and keeps it open while it is in use. */
public final class ModelResolver {
    private static final String UNLOADED = "it is loaded by the first request for a prediction, or with 'load'.";

    private final ModelStore store;

    /**
     * @param store holds the models
     */
    public ModelResolver(ModelStore store) {
        this.store = store;
    }

    /** @return all models, ready or not */
    public Collection<Model> all() {
        return store.models();
    }

    /**
     * @param name of a model
     * @return the model
     * @throws ModelUnavailableException if there is no model of that name
     */
    public Model model(String name) {
        return store.model(name)
                .orElseThrow(() -> new ModelUnavailableException(
                        Reason.UNKNOWN_MODEL,
                        "There is no model '" + name
                                + "'; there are: "
                                + store.models().stream().map(Model::name).collect(Collectors.joining(", ")) + "."));
    }

    /**
     * @return the version that answers requests that name none
     * @throws ModelUnavailableException if there is no model of that name, or none of its versions is ready
     */
    private ReadyVersion serving(String name) {
        Model model = model(name);
        return model.serving()
                .orElseThrow(() -> new ModelUnavailableException(
                        Reason.NOT_READY, "No version of '" + name + "' is ready" + reason(model)));
    }

    private static String reason(Model model) {
        if (model.has(VersionState.UNLOADED)) {
            return ": " + UNLOADED;
        }
        return model.versions().values().stream()
                .flatMap(version ->
                        version.failure().map(failure -> "; version " + version.number() + ": " + failure).stream())
                .reduce((lower, higher) -> higher)
                .orElse(".");
    }

    /**
     * @param name of a model
     * @param number of a version; null stands for the one that answers by default
     * @return the version, if it exists and is ready
     */
    public Optional<ReadyVersion> find(String name, @Nullable Long number) {
        Optional<Model> model = store.model(name);
        return number == null
                ? model.flatMap(Model::serving)
                : model.map(found -> found.versions().get(number)).flatMap(Version::ready);
    }

    /**
     * @throws ModelUnavailableException if there is no such model or version, or it is not ready
     */
    private ReadyVersion version(String name, long number) {
        Model model = model(name);
        Version version = Optional.ofNullable(model.versions().get(number))
                .orElseThrow(() -> new ModelUnavailableException(
                        Reason.UNKNOWN_VERSION,
                        "The model '" + name + "' has no version " + number + "; it has: "
                                + model.versions().keySet() + "."));
        return version.ready()
                .orElseThrow(() -> new ModelUnavailableException(
                        Reason.NOT_READY, "Version " + number + " of '" + name + "' is not ready" + reason(version)));
    }

    private static String reason(Version version) {
        return version.state() == VersionState.UNLOADED
                ? ": " + UNLOADED
                : version.failure().map(failure -> ": " + failure).orElse(", but being loaded.");
    }

    /** Work on a version. */
    @FunctionalInterface
    public interface Work<T> {
        /**
         * @param version stays open until the result is complete
         * @return the result, later
         * @throws IOException if required data cannot be read
         */
        CompletableFuture<T> start(ReadyVersion version) throws IOException;
    }

    /**
     * Runs work on a version, and keeps the version open meanwhile.
     *
     * @param name of a model
     * @param number of a version; null stands for the one that answers by default
     * @param longest how long to wait until its model is loaded
     * @param work to start
     * @return its result
     * @throws IOException as the work does
     * @throws ModelUnavailableException if there is no such model or version, or it is not ready
     * @throws DeadlineExceededException if its model is not loaded in time
     */
    public <T> CompletableFuture<T> use(String name, @Nullable Long number, Duration longest, Work<T> work)
            throws IOException {
        Deadline deadline = Deadline.in(longest);
        ReadyVersion version = loaded(name, number, deadline);
        while (!version.retain()) {
            // It has just been replaced.
            version = loaded(name, number, deadline);
        }
        ReadyVersion retained = version;
        boolean started = false;
        try {
            CompletableFuture<T> done = work.start(retained).whenComplete((result, problem) -> retained.release());
            started = true;
            return done;
        } finally {
            if (!started) {
                retained.release();
            }
        }
    }

    private ReadyVersion loaded(String name, @Nullable Long number, Deadline deadline) {
        do {
            try {
                store.demand(name).get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw deadline.exceeded();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw deadline.exceeded();
            } catch (ExecutionException e) {
                throw new IllegalStateException("Loading on demand never fails.", e);
            }
            // Requests for other models may have unloaded it meanwhile.
        } while (find(name, number).isEmpty() && isUnloaded(name) && deadline.remainingNanos() > 0);
        return ready(name, number);
    }

    private boolean isUnloaded(String name) {
        return store.model(name)
                .filter(model -> model.has(VersionState.UNLOADED))
                .isPresent();
    }

    /**
     * @param name of a model
     * @param number of a version; null stands for the one that answers by default
     * @return the version
     * @throws ModelUnavailableException if there is no such model or version, or it is not ready
     */
    public ReadyVersion ready(String name, @Nullable Long number) {
        return number == null ? serving(name) : version(name, number);
    }
}
