package org.residual.helm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The table of a chart's values: a row for each key with a preceding comment, which is its description. A key without a
 * comment, unless it is below or above one with a comment, is an error.
 */
final class ValueTable {
    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]\\w*):.*");

    private final JsonNode values;
    private final Deque<String> path = new ArrayDeque<>();
    private final StringJoiner rows =
            new StringJoiner("\n", "| value | meaning | default |\n| --- | --- | --- |\n", "\n");
    private String described = "-";

    private ValueTable(List<String> lines) {
        values = new YAMLMapper().readTree(String.join("\n", lines));
        String comment = null;
        for (String line : lines) {
            Matcher key = KEY.matcher(line);
            if (line.strip().startsWith("# ")) {
                comment = line.strip().substring(2);
            } else if (key.matches()) {
                enter(key.group(1).length() / 2, key.group(2));
                add(comment);
                comment = null;
            }
        }
    }

    static String of(List<String> lines) {
        return new ValueTable(lines).rows.toString();
    }

    private void enter(int depth, String key) {
        while (path.size() > depth) {
            path.removeLast();
        }
        path.addLast(key);
    }

    private void add(String comment) {
        String name = String.join(".", path);
        if (name.startsWith(described + ".")) {
            return;
        }
        JsonNode value = values.at("/" + String.join("/", path));
        boolean group = value.isObject() && !value.isEmpty();
        if (comment != null) {
            described = name;
            rows.add("| `" + name + "` | " + comment + " | `" + text(value) + "` |");
        } else if (!group) {
            throw new IllegalArgumentException(name + " has no comment");
        }
    }

    private static String text(JsonNode value) {
        if (value.isObject()) {
            return value.propertyStream()
                    .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(ValueTable::text)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return value.isString() && value.asString().isEmpty() ? "\"\"" : value.asString();
    }
}
