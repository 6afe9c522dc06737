package org.residual.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Executors that share no folder get models, Residual and images. A failed task fails the job. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreIT {
    private static final String CONVBNNET = "digits-convbnnet";
    private static final String RESNET = "digits-resnet";
    private static final int IMAGES = 40;

    private final Map<String, Map<String, String>> expected = new HashMap<>();
    private Path images;
    private SparkSession spark;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException, InterruptedException {
        images = Files.createDirectories(directory.resolve("images"));
        for (int i = 0; i < IMAGES; i++) {
            Files.copy(Cluster.samples().resolve("three.png"), images.resolve(i + ".png"));
        }
        for (String model : List.of(CONVBNNET, RESNET)) {
            expected.put(model, Rows.classified(model, images, Files.createDirectory(directory.resolve(model))));
        }
        Path models = directory.resolve("models.zip");
        pack(Cluster.store(), models);
        spark = Cluster.start(Map.of(
                "spark.jars", Cluster.jar("residual.spark.jar").toString(),
                "spark.files", Cluster.jar("residual.jar").toString(),
                "spark.residual.jar", "residual.jar",
                "spark.archives", models + "#models",
                "spark.residual.store", "models",
                "spark.task.maxFailures", "1",
                // So that all executors get tasks.
                "spark.scheduler.minRegisteredResourcesRatio", "1"));
    }

    @AfterAll
    void stop() {
        spark.stop();
    }

    private static void pack(Path folder, Path zip) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream packed = new ZipOutputStream(out)) {
            for (Path file : files) {
                packed.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                Files.copy(file, packed);
            }
        }
    }

    private Dataset<Row> classify(String model, Map<String, String> options) {
        return spark.read()
                .format("residual")
                .option("model", model)
                .options(options)
                .load(images.toString());
    }

    @Test
    void modelsAndResidualAreShipped() {
        assertThat(Rows.of(classify(CONVBNNET, Map.of()))).isEqualTo(expected.get(CONVBNNET));
    }

    /** Each model of each executor has its own copy. */
    @Test
    void executorsOfOneMachineReadTheModelsOfABucket() throws IOException, InterruptedException {
        try (ObjectStore objects = ObjectStore.start()) {
            objects.put("models", "production", Cluster.store());
            Map<String, String> options = Map.of(
                    "store",
                    "s3://models/production",
                    "settings",
                    "--residual.store.s3.endpoint=" + objects.endpoint());

            Map<String, String> one = Rows.of(classify(CONVBNNET, options));
            Map<String, String> other = Rows.of(classify(RESNET, options));

            assertThat(one).isEqualTo(expected.get(CONVBNNET));
            assertThat(other).isEqualTo(expected.get(RESNET));
        }
    }

    /** Rows have the file system's names of the files. */
    @Test
    void readsFilesAheadThatAreNotLocal() {
        Dataset<Row> predictions = spark.read()
                .format("residual")
                .option("model", CONVBNNET)
                .option(
                        "fs.viewfs.mounttable.cluster.link./photos",
                        images.toUri().toString())
                .load("viewfs://cluster/photos");

        assertThat(Rows.of(predictions).values())
                .hasSize(IMAGES)
                .containsOnly(expected.get(CONVBNNET).values().iterator().next());
        assertThat(predictions.select("path").first().getString(0)).startsWith("viewfs://cluster/photos/");
    }
}
