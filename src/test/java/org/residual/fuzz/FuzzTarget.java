package org.residual.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.residual.web.protocol.InferenceSubject;

/** All readers of external data. */
enum FuzzTarget {
    JPEG(() -> new ImageSubject("jpeg-420.jpg"), "jpg"),
    PNG(PngSubject::new, "png"),
    WEBP(() -> new ImageSubject("webp-lossy.webp"), "webp"),
    BMP(() -> new ImageSubject("bmp-24.bmp"), "bmp"),
    GIF(() -> new ImageSubject("gif-plain.gif"), "gif"),
    INFERENCE(InferenceSubject::new),
    SAFETENSORS(SafetensorsSubject::new),
    CHECKPOINT(CheckpointSubject::new),
    EXPORTED(ExportedSubject::new),
    PICKLE(PickleSubject::new),
    DESCRIPTOR(DescriptorSubject::new),
    HTTP(ServerSubject::new);

    private static final Path IMAGES = Path.of("src/test/resources/images");
    private static final Path INPUTS = Path.of("src/test/resources/fuzz");

    private final Supplier<Subject> subject;
    private final List<String> endings;

    FuzzTarget(Supplier<Subject> subject, String... imageEndings) {
        this.subject = subject;
        this.endings = List.of(imageEndings);
    }

    Subject newSubject() {
        return subject.get();
    }

    /** Its name in paths. */
    String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The initial corpus: valid inputs, and those that once revealed a fault. */
    List<Path> corpus() {
        try (Stream<Path> images = Files.list(IMAGES);
                Stream<Path> inputs = Files.list(INPUTS.resolve(lowerCase()))) {
            return Stream.concat(images.filter(this::isOfItsFormat), inputs.filter(Files::isRegularFile))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOfItsFormat(Path image) {
        return endings.stream().anyMatch(ending -> image.toString().endsWith("." + ending));
    }
}
