package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.residual.support.ServiceClient.FilePart;

/** Nothing is written to the disk after the start of the service, so the disk may be full. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class TemporaryFolderTest {
    private static final FilePart WEBP = FilePart.of(Path.of("src/test/resources/images/webp-lossy.webp"));
    private static final FilePart JPEG = FilePart.of(Path.of("src/test/resources/images/jpeg-444.jpg"));

    @TempDir
    private Path directory;

    @Test
    void answersUploadsOfAllKindsWhereTheTemporaryFolderIsFull() throws Exception {
        Path store = Models.storeIn(directory);
        try (Tmpfs temporary = Tmpfs.mount(directory.resolve("tmp"), 64 << 10);
                ServiceProcess service = ServiceProcess.of(store)
                        .java("-Djava.io.tmpdir=" + temporary.folder())
                        .start()) {
            temporary.fill();
            assertThat(Files.getFileStore(temporary.folder()).getUsableSpace()).isZero();
            Models.assertAnswers(service.client(), 1);
            for (FilePart image : new FilePart[] {WEBP, JPEG}) {
                assertThat(service.client()
                                .predict("/predict", Collections.nCopies(50, image))
                                .status())
                        .isEqualTo(200);
            }
        }
    }
}
