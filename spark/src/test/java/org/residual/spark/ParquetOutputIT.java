package org.residual.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark reads the Parquet files of {@code classify}. */
class ParquetOutputIT {
    private static final String MODEL = "digits-resnet";
    private static final int SOME_BROKEN = 3;

    @TempDir
    private Path directory;

    private Path images() throws IOException {
        Path images = Files.createDirectory(directory.resolve("images"));
        Path three = Cluster.samples().resolve("three.png");
        for (String name : List.of("a, \"b\".png", "caf\u00e9.png", "\u4e09.png", "\uD83D\uDE00\n.png")) {
            Files.copy(three, images.resolve(name));
        }
        Files.copy(Cluster.samples().resolve("digits.png"), images.resolve("digits.png"));
        Files.write(images.resolve("broken.png"), new byte[] {1, 2, 3});
        return images;
    }

    @Test
    void sparkReadsTheRowsOfJsonLines() throws IOException, InterruptedException {
        Path images = images();
        Path output = directory.resolve("answers.parquet");
        int exitCode = Rows.classify(MODEL, images, output);
        assertThat(exitCode).as(Rows.log(output)).isEqualTo(SOME_BROKEN);
        Map<String, String> expected = Rows.classified(MODEL, images, directory);

        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .appName("tests")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate()) {
            Dataset<Row> rows = spark.read().parquet(output.toString());

            assertThat(rows.schema().simpleString())
                    .isEqualTo(
                            "struct<filename:string,model:string,version:bigint,argmax:int,label:string,error:string,"
                                    + "log_probabilities:array<float>>");
            assertThat(Rows.of(rows.withColumnRenamed("filename", "path")))
                    .hasSize(6)
                    .isEqualTo(expected);
        }
    }
}
