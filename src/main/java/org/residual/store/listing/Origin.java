package org.residual.store.listing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The source of a store's models, to be closed when it is no longer followed. */
public interface Origin extends AutoCloseable {
    /**
     * @return the folder of the models
     */
    Path folder();

    /** @return the name of the model whose folder that is; empty if it holds a folder per model */
    default Optional<String> onlyModel() {
        return Optional.empty();
    }

    /**
     * Fetches changes without touching the folder. May take long.
     *
     * @return the update to apply to the folder
     */
    Update fetch();

    /** @return the entries that the last {@link #fetch} did not copy, since they are neither models nor versions */
    default List<PassedOver> passedOver() {
        return List.of();
    }

    /** Frees what fetching needs. The folder stays. */
    @Override
    default void close() {}

    /** An update, to be applied while nobody reads the folder. */
    interface Update {
        /** Nothing. */
        Update NONE = () -> {};

        /**
         * Applies it, at once.
         *
         * @throws IOException if the folder cannot be changed
         */
        void apply() throws IOException;
    }

    /**
     * @param folder maintained by others
     * @return an origin that never changes it
     */
    static Origin of(Path folder) {
        return of(folder, Optional.empty());
    }

    /**
     * @param folder maintained by others
     * @param onlyModel the name of the model whose folder it is; empty if it holds a folder per model
     * @return an origin that never changes it
     */
    static Origin of(Path folder, Optional<String> onlyModel) {
        return new Origin() {
            @Override
            public Optional<String> onlyModel() {
                return onlyModel;
            }

            @Override
            public Path folder() {
                return folder;
            }

            @Override
            public Update fetch() {
                return Update.NONE;
            }
        };
    }
}
