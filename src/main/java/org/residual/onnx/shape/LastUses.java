package org.residual.onnx.shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.residual.onnx.schema.AttributeProto;
import org.residual.onnx.schema.NodeProto;

/** After which node of a graph each value is no longer needed. */
final class LastUses {
    private final List<List<String>> after = new ArrayList<>();

    /**
     * @param order the nodes in execution order
     * @param kept the names of the values that are needed to the end
     */
    LastUses(List<NodeProto> order, Set<String> kept) {
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            after.add(new ArrayList<>());
            for (String output : order.get(i).getOutputList()) {
                last.put(output, i);
            }
            use(order.get(i), i, last);
        }
        Set<String> own =
                order.stream().flatMap(node -> node.getOutputList().stream()).collect(Collectors.toSet());
        last.forEach((name, node) -> {
            if (own.contains(name) && !kept.contains(name)) {
                after.get(node).add(name);
            }
        });
    }

    private static void use(NodeProto node, int index, Map<String, Integer> last) {
        node.getInputList().forEach(input -> last.put(input, index));
        node.getAttributeList().stream()
                .filter(AttributeProto::hasG)
                .flatMap(branch -> branch.getG().getNodeList().stream())
                .forEach(inner -> use(inner, index, last));
    }

    /**
     * @param index of a node in that order
     * @return the names of the values last used by it
     */
    List<String> after(int index) {
        return after.get(index);
    }
}
