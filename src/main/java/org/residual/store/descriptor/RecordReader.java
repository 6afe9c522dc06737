package org.residual.store.descriptor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;
import tools.jackson.databind.JsonNode;

/**
 * Makes records from a parsed file. A key is the name of the record's component in snake_case; a missing one is null.
 * Unlike a general mapper it converts nothing implicitly, and its errors use the terms of the file.
 */
final class RecordReader {
    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
    private static final Pattern COMPONENT = Pattern.compile("\\b[a-z]+(?:[A-Z][a-z]+)+\\b");

    private RecordReader() {}

    /**
     * @param node that was parsed
     * @param type of the record
     * @return the record
     * @throws InvalidModelException if a key is unknown, or a value missing, of the wrong type or refused by the
     *     record, naming the key by its path
     */
    static <R extends Record> R read(JsonNode node, Class<R> type) {
        return type.cast(value(node, type, ""));
    }

    private static Object value(JsonNode node, Type type, String path) {
        if (type instanceof ParameterizedType list) {
            return list(node, list.getActualTypeArguments()[0], path);
        }
        Class<?> simple = (Class<?>) type;
        if (simple.isRecord()) {
            return record(node, simple, path);
        }
        if (simple.isEnum()) {
            return constant(node, simple, path);
        }
        if (simple == String.class) {
            return text(node, path);
        }
        if (simple == Double.class) {
            return number(node, path);
        }
        return wholeNumber(node, path);
    }

    private static Object record(JsonNode node, Class<?> type, String path) {
        if (!node.isObject()) {
            throw mustBe("a mapping of keys to values", node, path);
        }
        RecordComponent[] components = type.getRecordComponents();
        List<String> keys = Arrays.stream(components)
                .map(component -> snakeCase(component.getName()))
                .toList();
        node.propertyNames().stream()
                .filter(key -> !keys.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw new InvalidModelException("unknown key '" + within(path, Quoted.text(key))
                            + "'; the keys here are " + String.join(", ", keys) + ".");
                });
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            JsonNode given = node.path(keys.get(i));
            String where = within(path, keys.get(i));
            if (!given.isMissingNode() && !given.isNull()) {
                values[i] = value(given, components[i].getGenericType(), where);
            } else if (components[i].getType().isPrimitive()) {
                throw new InvalidModelException(where + " is missing.");
            }
        }
        return construct(type, components, values, path);
    }

    private static Object construct(Class<?> type, RecordComponent[] components, Object[] values, String path) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                String reason = COMPONENT.matcher(refused.getMessage()).replaceAll(name -> snakeCase(name.group()));
                throw new InvalidModelException(path.isEmpty() ? reason : path + ": " + reason, e);
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Object> list(JsonNode node, Type type, String path) {
        if (!node.isArray()) {
            throw mustBe("a list such as [16, 32]", node, path);
        }
        List<Object> values = new ArrayList<>();
        for (JsonNode entry : node) {
            values.add(value(entry, type, path + "[" + values.size() + "]"));
        }
        return values;
    }

    private static Object constant(JsonNode node, Class<?> type, String path) {
        List<String> names = Stream.of(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .toList();
        int at = node.isString() ? names.indexOf(node.stringValue().toLowerCase(Locale.ROOT)) : -1;
        if (at < 0) {
            throw mustBe(names.stream().collect(Collectors.joining(" or ")), node, path);
        }
        return type.getEnumConstants()[at];
    }

    private static String text(JsonNode node, String path) {
        if (!node.isString()) {
            throw mustBe("a text", node, path);
        }
        return node.stringValue();
    }

    private static Integer wholeNumber(JsonNode node, String path) {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw mustBe("a whole number within 64 bits", node, path);
        }
        return node.intValue();
    }

    /** The parser reads 1e-5 as text: without a dot it is not a number in YAML 1.1. */
    private static Double number(JsonNode node, String path) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isString() && NUMBER.matcher(node.stringValue()).matches()) {
            return Double.valueOf(node.stringValue());
        }
        throw mustBe("a number", node, path);
    }

    private static InvalidModelException mustBe(String what, JsonNode node, String path) {
        String subject = path.isEmpty() ? "the file" : path;
        String actual = node.isMissingNode() ? "empty" : Quoted.text(node.toString());
        return new InvalidModelException(subject + " must be " + what + ", but is " + actual + ".");
    }

    private static String within(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
