package org.residual.store.listing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the models of a store come from. */
public interface Origin {
    /**
     * @return the folder of the models
     */
    Path folder();

    /**
     * @return the name of the model whose folder that is; empty if it holds a folder for each model
     */
    default Optional<String> onlyModel() {
        return Optional.empty();
    }

    /**
     * Gets what is new, beside the folder, which stays as it is. May take long.
     *
     * @return what is left to be done to the folder
     */
    Update fetch();

    /**
     * @return what the last {@link #fetch} left where it was, since it is neither a model nor a version
     */
    default List<PassedOver> passedOver() {
        return List.of();
    }

    /** What is to be done to the folder while nobody reads it. */
    interface Update {
        /** Nothing. */
        Update NONE = () -> {};

        /**
         * Does it, at once.
         *
         * @throws IOException if the folder cannot be changed
         */
        void apply() throws IOException;
    }

    /**
     * @param folder one that others change
     * @return an origin that leaves it alone
     */
    static Origin of(Path folder) {
        return of(folder, Optional.empty());
    }

    /**
     * @param folder one that others change
     * @param onlyModel the name of the model whose folder it is; empty if it holds a folder for each model
     * @return an origin that leaves it alone
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
