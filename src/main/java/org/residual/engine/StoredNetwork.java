package org.residual.engine;

import ai.djl.nn.Parameter;
import java.util.Map;
import org.residual.nn.Network;
import org.residual.nn.NetworkConfiguration;

/**
 * A network as a store holds it: one of those of {@link org.residual.nn}.
 *
 * @param configuration what it is made of
 * @param weights its parameters
 */
public record StoredNetwork(NetworkConfiguration configuration, Weights weights) {
    /**
     * @param network its parameters set, not prepared
     * @return the same, not copied
     */
    public static StoredNetwork of(Network network) {
        Map<String, Parameter> parameters = network.stateDict();
        return new StoredNetwork(
                network.configuration(),
                (name, into) ->
                        into.asFloatBuffer().put(parameters.get(name).getArray().toFloatArray()));
    }
}
