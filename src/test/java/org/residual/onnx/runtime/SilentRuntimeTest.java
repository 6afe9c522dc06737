package org.residual.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Some releases of ONNX Runtime, such as 1.29.0, send telemetry to their maker. */
class SilentRuntimeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "linux-x64/libonnxruntime.so",
                "linux-aarch64/libonnxruntime.so",
                "osx-aarch64/libonnxruntime.dylib"
            })
    void theNativeLibraryKnowsNobodyToReportTo(String library) throws IOException {
        URL resource = getClass().getResource("/ai/onnxruntime/native/" + library);
        assertThat(resource).isNotNull();
        try (InputStream in = resource.openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            assertThat(text.contains("events.data.microsoft.com")).isFalse();
            assertThat(text.contains("onecollector")).isFalse();
        }
    }
}
