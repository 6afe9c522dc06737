package org.residual.settings;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Valid;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/configuration.md lists exactly the settings that exist. */
class DocumentedSettingsTest {
    private static final String PREFIX = "residual";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(residual\\.[^`]+)` \\|");

    private static List<String> documented() throws IOException {
        return ROW.matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    private static Stream<String> settings(Class<?> tree, String prefix) {
        return Stream.of(tree.getRecordComponents()).flatMap(component -> {
            String word = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            return settings(component, prefix + "." + word);
        });
    }

    private static Stream<String> settings(RecordComponent component, String name) {
        if (Map.class.isAssignableFrom(component.getType())) {
            ParameterizedType map = (ParameterizedType) component.getGenericType();
            return settings((Class<?>) map.getActualTypeArguments()[1], name + ".NAME");
        }
        return component.getAccessor().isAnnotationPresent(Valid.class)
                ? settings(component.getType(), name)
                : Stream.of(name);
    }

    @Test
    void everySettingHasOneRow() throws IOException {
        assertThat(documented())
                .containsExactlyInAnyOrderElementsOf(
                        settings(ResidualProperties.class, PREFIX).toList());
    }
}
