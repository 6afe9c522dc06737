package org.residual.settings.source;

import jakarta.validation.Valid;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The names of all settings in a tree of records. */
final class SettingNames {
    private static final String BETWEEN = "[._]";
    private static final String ANY_KEY = "(?:[._].+?|\\[.+?])";
    private static final String INDEX = "(?:[._]\\d+|\\[\\d+])?";

    private final List<Setting> settings = new ArrayList<>();

    /**
     * @param name such as {@code residual.limits.upload-rate}
     * @param forms all its valid spellings, in files or in the environment
     */
    private record Setting(String name, Pattern forms) {
        /** Only letters and digits count: any separation of words is valid. */
        private static String bare(String name) {
            return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        }

        int distance(String other) {
            return editDistance(bare(name), bare(other));
        }
    }

    /**
     * @param tree of records
     * @param prefix of all names
     */
    SettingNames(Class<? extends Record> tree, String prefix) {
        add(tree, prefix, prefix);
    }

    private void add(Class<?> tree, String name, String forms) {
        for (RecordComponent component : tree.getRecordComponents()) {
            String word = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            addValue(component, name + "." + word, forms + BETWEEN + word.replace("-", "[-_]?"));
        }
    }

    private void addValue(RecordComponent component, String name, String forms) {
        Class<?> type = component.getType();
        if (Map.class.isAssignableFrom(type)) {
            Type values = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[1];
            add((Class<?>) values, name + ".NAME", forms + ANY_KEY);
        } else if (component.getAccessor().isAnnotationPresent(Valid.class)) {
            add(type, name, forms);
        } else {
            String index = Collection.class.isAssignableFrom(type) ? INDEX : "";
            settings.add(new Setting(name, Pattern.compile(forms + index, Pattern.CASE_INSENSITIVE)));
        }
    }

    /** @param name as in a file, on the command line or in the environment */
    boolean contain(String name) {
        return settings.stream()
                .anyMatch(setting -> setting.forms().matcher(name).matches());
    }

    /**
     * @param name of no setting
     * @return the setting with the most similar name
     */
    String nearest(String name) {
        return settings.stream()
                .min(Comparator.comparingInt(setting -> setting.distance(name)))
                .orElseThrow()
                .name();
    }

    /** The number of letters to add, remove or replace to turn one into the other. */
    private static int editDistance(String a, String b) {
        int[] distances = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            distances[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = distances[0];
            distances[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = distances[j];
                distances[j] = Math.min(replaced, 1 + Math.min(distances[j], distances[j - 1]));
            }
        }
        return distances[b.length()];
    }
}
