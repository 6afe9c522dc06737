package org.residual.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.residual.importing.Exported;
import org.residual.importing.ImportCommand;
import org.residual.nn.Architecture;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.Statistics;
import org.residual.support.ServiceClient.FilePart;
import picocli.CommandLine;

/** The notebook's ResNet with random weights, as a model named {@code photos} for images of 128x128. */
final class DocumentedResNet {
    static final String PREDICT = "/models/photos/predict";
    private static final int SIDE = 128;
    private static final NetworkConfiguration CONFIGURATION =
            new NetworkConfiguration(Architecture.RESNET, List.of(16, 32, 64, 128, 256), 10, 0.5, Statistics.IMAGE);

    private DocumentedResNet() {}

    /**
     * Imports it into a store that every user may read.
     *
     * @param directory an empty folder
     * @return the store
     */
    static Path importInto(Path directory) throws IOException {
        Path store = Files.createDirectory(directory.resolve("store"));
        Path weights = new Exported(directory, new ReferenceNetwork(CONFIGURATION, 1)).weights();
        StringWriter errors = new StringWriter();
        int exitCode = new CommandLine(new ImportCommand())
                .setOut(new PrintWriter(Writer.nullWriter()))
                .setErr(new PrintWriter(errors))
                .execute(
                        weights.toString(),
                        "--model=photos",
                        // Random weights are worse conditioned than trained ones.
                        "--tolerance=1e-4",
                        "--size=" + SIDE,
                        "--store=" + store);
        assertThat(exitCode).as(errors.toString()).isZero();
        readableByAll(directory);
        return store;
    }

    private static void readableByAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(
                        file, PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    /** Different images of noise. */
    static List<FilePart> photos(int count) {
        Random random = new Random(1);
        return IntStream.range(0, count)
                .mapToObj(i -> FilePart.image("photo.png", noise(random)))
                .toList();
    }

    private static byte[] noise(Random random) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
            image.setRGB(pixel % SIDE, pixel / SIDE, random.nextInt());
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return png.toByteArray();
    }
}
