package org.residual.onnx.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.residual.onnx.schema.AttributeProto;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.store.file.InvalidModelException;

/**
 * An execution order of the nodes of a graph. The format requires files to be in one; not all converters comply, and
 * the runtime does not insist.
 */
public final class NodeOrder {
    private final List<NodeProto> nodes;
    private final Map<String, Integer> makers = new HashMap<>();
    private final List<List<Integer>> followers = new ArrayList<>();
    private final int[] waitingFor;

    private NodeOrder(GraphProto graph) {
        this.nodes = graph.getNodeList();
        this.waitingFor = new int[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            followers.add(new ArrayList<>());
            for (String output : nodes.get(i).getOutputList()) {
                makers.put(output, i);
            }
        }
        for (int i = 0; i < nodes.size(); i++) {
            for (int maker : makersFor(nodes.get(i))) {
                followers.get(maker).add(i);
                waitingFor[i]++;
            }
        }
    }

    /**
     * @param graph in which no two values have the same name
     * @return its nodes, each after those whose values it uses, in its branches too
     * @throws InvalidModelException if there is a cycle
     */
    public static List<NodeProto> of(GraphProto graph) {
        return new NodeOrder(graph).sorted();
    }

    private Set<Integer> makersFor(NodeProto node) {
        Set<Integer> found = new HashSet<>();
        addMakers(node, found);
        return found;
    }

    private void addMakers(NodeProto node, Set<Integer> found) {
        for (String input : node.getInputList()) {
            Integer maker = input.isEmpty() ? null : makers.get(input);
            if (maker != null) {
                found.add(maker);
            }
        }
        node.getAttributeList().stream()
                .filter(AttributeProto::hasG)
                .flatMap(branch -> branch.getG().getNodeList().stream())
                .forEach(inner -> addMakers(inner, found));
    }

    private List<NodeProto> sorted() {
        Deque<Integer> ready = new ArrayDeque<>();
        for (int i = 0; i < waitingFor.length; i++) {
            if (waitingFor[i] == 0) {
                ready.add(i);
            }
        }
        List<NodeProto> sorted = new ArrayList<>();
        while (!ready.isEmpty()) {
            int next = ready.remove();
            sorted.add(nodes.get(next));
            for (int follower : followers.get(next)) {
                if (--waitingFor[follower] == 0) {
                    ready.add(follower);
                }
            }
        }
        if (sorted.size() < nodes.size()) {
            NodeProto waiting = nodes.stream()
                    .filter(node -> !sorted.contains(node))
                    .findFirst()
                    .orElseThrow();
            throw new InvalidModelException(
                    AttributeJudge.name(waiting) + " depends on its own output: there is a cycle.");
        }
        return sorted;
    }
}
