package org.residual.web;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.residual.store.FailedVersion;
import org.residual.store.LoadingVersion;
import org.residual.store.Model;
import org.residual.store.ModelStore;
import org.residual.store.PassedOver;
import org.residual.store.ReadyVersion;
import org.residual.store.Version;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The protocol's extension for model repositories: what there is, and which of it is held. */
@RestController
@RequestMapping(RepositoryController.ROOT)
final class RepositoryController {
    static final String ROOT = OpenInferenceController.ROOT + "/repository";
    /** A listing, though the protocol has it asked with POST. */
    static final String INDEX = ROOT + "/index";

    private final ModelStore store;

    RepositoryController(ModelStore store) {
        this.store = store;
    }

    /** Triton's names for how a version is. */
    enum State {
        READY,
        LOADING,
        UNAVAILABLE
    }

    /**
     * @param ready whether only what is ready is of interest; null stands for false
     */
    record IndexRequest(Boolean ready) {}

    /**
     * @param name of a model
     * @param version of it; absent if none is held
     * @param state whether it answers
     * @param reason why not; else empty
     */
    record IndexEntry(String name, String version, String state, String reason) {}

    @PostMapping("/index")
    List<IndexEntry> index(@RequestBody(required = false) IndexRequest request) {
        boolean readyOnly = request != null && Boolean.TRUE.equals(request.ready());
        Stream<IndexEntry> held = store.models().stream()
                .flatMap(model -> model.versions().values().stream().map(version -> entry(model, version)));
        Stream<IndexEntry> out = store.unloaded().stream()
                .sorted()
                .map(name -> new IndexEntry(name, null, State.UNAVAILABLE.name(), "unloaded"));
        Stream<IndexEntry> passedOver = store.passedOver().stream().map(RepositoryController::entry);
        return Stream.concat(Stream.concat(held, out), passedOver)
                .filter(entry -> !readyOnly || entry.state().equals(State.READY.name()))
                .toList();
    }

    private static IndexEntry entry(Model model, Version version) {
        State state = version instanceof ReadyVersion
                ? State.READY
                : version instanceof LoadingVersion ? State.LOADING : State.UNAVAILABLE;
        String reason = version instanceof FailedVersion failed ? failed.reason() : "";
        return new IndexEntry(model.name(), Long.toString(version.number()), state.name(), reason);
    }

    private static IndexEntry entry(PassedOver passedOver) {
        String[] names = passedOver.path().split("/", 2);
        return new IndexEntry(
                names[0],
                names.length > 1 ? names[1] : null,
                State.UNAVAILABLE.name(),
                "passed over: " + passedOver.reason());
    }

    @PostMapping("/models/{model}/load")
    void load(@PathVariable String model) throws IOException {
        Model loaded = store.load(model).orElseThrow(() -> notLoaded(model));
        if (loaded.serving().isEmpty()) {
            throw Problem.MODEL_NOT_READY.toException("No version of '" + model + "' became ready: "
                    + loaded.versions().values().stream()
                            .filter(FailedVersion.class::isInstance)
                            .map(version -> version.number() + ": " + ((FailedVersion) version).reason())
                            .toList());
        }
    }

    private ProblemException notLoaded(String model) {
        return store.unloaded().contains(model)
                ? Problem.MODEL_NOT_READY.toException("'" + model + "' was unloaded while it was being loaded.")
                : Problem.UNKNOWN_MODEL.toException("The model store has no folder '" + model + "'.");
    }

    @PostMapping("/models/{model}/unload")
    void unload(@PathVariable String model) {
        if (!store.unload(model)) {
            throw Problem.UNKNOWN_MODEL.toException("There is no model '" + model + "'.");
        }
    }
}
