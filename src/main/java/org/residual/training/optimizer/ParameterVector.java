package org.residual.training.optimizer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.residual.nn.Network;

/**
 * All parameters of a network in one array, so that a step takes as many operations of the engine as for a single
 * parameter.
 */
public final class ParameterVector {
    private final List<Parameter> parameters;
    private final long[] ends;
    private final NDArray values;

    private ParameterVector(List<Parameter> parameters, NDArray values) {
        this.parameters = parameters;
        this.values = values;
        // The last one ends with the array.
        this.ends = new long[parameters.size() - 1];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += parameters.get(i).getShape().size();
            ends[i] = end;
        }
    }

    /**
     * @param network its parameters set; from now on they are parts of the array, and change with it
     * @param owner of the array
     */
    public static ParameterVector of(Network network, NDManager owner) {
        List<Parameter> parameters = List.copyOf(network.stateDict().values());
        NDArray values;
        try (NDManager scope = owner.newSubManager()) {
            NDList flat = new NDList();
            for (Parameter parameter : parameters) {
                NDArray row = parameter.getArray().flatten();
                row.attach(scope);
                flat.add(row);
            }
            values = NDArrays.concat(flat).stopGradient();
            values.attach(owner);
        }
        ParameterVector vector = new ParameterVector(parameters, values);
        // Not views of the array itself: those take part in its gradients, or fail if gradients are off.
        NDList parts;
        try (NDArray shared = values.stopGradient()) {
            parts = vector.partsOf(shared);
        }
        for (int i = 0; i < parts.size(); i++) {
            NDArray part = parts.get(i);
            parameters.get(i).close();
            parameters.get(i).setInitializer((manager, shape, type) -> part);
            parameters.get(i).initialize(owner, DataType.FLOAT32);
        }
        values.setRequiresGradient(true);
        return vector;
    }

    /** Each in the shape of its parameter. */
    private NDList partsOf(NDArray vector) {
        NDList parts = new NDList();
        try (NDList rows = vector.split(ends)) {
            for (int i = 0; i < rows.size(); i++) {
                parts.add(rows.get(i).reshape(parameters.get(i).getShape()));
            }
        }
        return parts;
    }

    /** @return [parameters], which {@link #during} is differentiated by */
    public NDArray values() {
        return values;
    }

    /**
     * @param scope of a pass
     * @return provides the network's parameters in this pass, such that the gradients go to {@link #values}
     */
    public ParameterStore during(NDManager scope) {
        Map<Parameter, NDArray> parts = new IdentityHashMap<>();
        NDList inOrder = partsOf(values);
        inOrder.attach(scope);
        for (int i = 0; i < inOrder.size(); i++) {
            parts.put(parameters.get(i), inOrder.get(i));
        }
        return new ParameterStore(scope, false) {
            @Override
            public NDArray getValue(Parameter parameter, Device device, boolean training) {
                return Objects.requireNonNull(parts.get(parameter), parameter.getName());
            }
        };
    }
}
