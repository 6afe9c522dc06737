package org.residual.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Classification on a cluster of several processes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageClassifierIT {
    private static final String MODEL = "digits-convbnnet";
    private static final List<String> DIGITS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
    private static final int IMAGES = 400;
    private static final int TASKS = 40;
    private static final long LONGEST_SECONDS = 120;

    private Path images;
    private Map<String, String> expected;
    private SparkSession spark;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException, InterruptedException {
        images = Files.createDirectories(directory.resolve("images"));
        for (int i = 0; i < IMAGES; i++) {
            Path folder = Files.createDirectories(images.resolve("folder" + i % 7));
            Files.copy(Cluster.samples().resolve(DIGITS.get(i % DIGITS.size()) + ".png"), folder.resolve(i + ".png"));
        }
        Files.write(images.resolve("folder0/broken.jpg"), new byte[] {1, 2, 3});
        Files.write(images.resolve("folder1/wrong.PNG"), "<html>".getBytes(StandardCharsets.UTF_8));
        byte[] three = Files.readAllBytes(Cluster.samples().resolve("three.png"));
        Files.write(images.resolve("folder2/half.png"), Arrays.copyOf(three, three.length / 2));
        Files.writeString(images.resolve("folder3/notes.txt"), "no image");
        Files.write(images.resolve("folder4/a b%20#1.png"), three);
        expected = Rows.classified(MODEL, images, directory);
        spark = Cluster.start();
    }

    @AfterAll
    void stop() {
        spark.stop();
    }

    private Dataset<Row> files() {
        return spark.read()
                .format("binaryFile")
                .option("recursiveFileLookup", true)
                .option("pathGlobFilter", "*.{png,PNG,jpg}")
                .load(images.toString());
    }

    @Test
    void answersAsTheCommandDoesBrokenImagesIncluded() {
        Map<String, String> rows = Rows.of(ImageClassifier.of(MODEL).classify(files()));

        assertThat(expected).hasSize(IMAGES + 4);
        assertThat(rows).isEqualTo(expected);
    }

    @Test
    void isADataSource() {
        Dataset<Row> predictions =
                spark.read().format("residual").option("model", MODEL).load(images.toString());

        assertThat(Rows.of(predictions)).isEqualTo(expected);
    }

    /** binaryFile skips empty files. */
    @Test
    void theDataSourceHasARowForAnEmptyFile(@TempDir Path directory) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(directory.resolve("images"));
        Files.createFile(folder.resolve("empty.png"));
        Files.copy(Cluster.samples().resolve("one.png"), folder.resolve("one.png"));

        Dataset<Row> predictions =
                spark.read().format("residual").option("model", MODEL).load(folder.toString());

        assertThat(Rows.of(predictions)).isEqualTo(Rows.classified(MODEL, folder, directory));
    }

    @Test
    void isAViewInSql() {
        spark.sql(
                "CREATE TEMPORARY VIEW answers USING residual OPTIONS (path '" + images + "', model '" + MODEL + "')");

        assertThat(spark.sql("SELECT path FROM answers WHERE error IS NOT NULL").count())
                .isEqualTo(3);
    }

    @Test
    void isAFunctionInSql() {
        spark.udf().registerJava("classify", ClassifyFunction.class.getName(), ClassifyFunction.TYPE);
        files().createOrReplaceTempView("files");

        Dataset<Row> predictions = spark.sql(
                "SELECT path, answer.* FROM (SELECT path, classify(content, '" + MODEL + "') AS answer FROM files)");

        assertThat(Rows.of(predictions)).isEqualTo(expected);
    }

    @Test
    void allTasksOfAnExecutorShareOnePool() throws IOException {
        Rows.of(ImageClassifier.of(MODEL).classify(files().repartition(TASKS)));

        // An executor that has just replaced another may not have had a task yet.
        List<Long> predictors = new ArrayList<>();
        for (ProcessHandle executor : Cluster.executors()) {
            predictors.add(predictors(executor));
        }
        assertThat(predictors).contains((long) Cluster.CORES).allMatch(count -> count == 0 || count == Cluster.CORES);
    }

    private static long predictors(ProcessHandle executor) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Cluster.tool("jcmd").toString(), Long.toString(executor.pid()), "Thread.print")
                .start();
        String threads = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return threads.lines().filter(line -> line.matches("\"predictor-\\d.*")).count();
    }

    @Test
    void losesNothingWithAnExecutor() throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Void> someAnswered = new CompletableFuture<>();
        CompletableFuture<Void> someRepeated = new CompletableFuture<>();
        SparkListener listener = new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                // Other tasks read the files first; result tasks classify.
                if (end.taskType().equals("ResultTask") && end.taskInfo().successful()) {
                    someAnswered.complete(null);
                    if (end.stageAttemptId() > 0 || end.taskInfo().attemptNumber() > 0) {
                        someRepeated.complete(null);
                    }
                }
            }
        };
        Dataset<Row> predictions = ImageClassifier.of(MODEL).classify(files().repartition(TASKS));
        spark.sparkContext().addSparkListener(listener);
        try {
            CompletableFuture<Map<String, String>> rows = CompletableFuture.supplyAsync(() -> Rows.of(predictions));
            someAnswered.get(LONGEST_SECONDS, TimeUnit.SECONDS);
            Cluster.executors().get(0).destroyForcibly();

            assertThat(rows.get(LONGEST_SECONDS, TimeUnit.SECONDS)).isEqualTo(expected);
            assertThat(someRepeated).succeedsWithin(LONGEST_SECONDS, TimeUnit.SECONDS);
        } finally {
            spark.sparkContext().removeSparkListener(listener);
        }
    }

    @Test
    void aMissingModelFailsTheJobAndIsNamed() {
        Dataset<Row> predictions = ImageClassifier.of("cats").classify(files());

        assertThatThrownBy(predictions::count).hasMessageContaining("'cats'");
    }
}
