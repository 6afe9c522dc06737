package org.residual.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** A Spark cluster of processes on this machine, with the jars that a user gives to {@code spark-submit}. */
final class Cluster {
    static final int EXECUTORS = 2;
    static final int CORES = 2;
    private static final int MEGABYTES = 1024;
    private static final String BACKEND = "CoarseGrainedExecutorBackend";

    private Cluster() {}

    /** Starts a cluster with both jars in {@code --jars}, and a store in a folder that all executors see. */
    static SparkSession start() {
        return start(Map.of(
                "spark.jars",
                jar("residual.spark.jar") + "," + jar("residual.jar"),
                "spark.residual.store",
                store().toString()));
    }

    /**
     * @param options of Spark
     */
    static SparkSession start(Map<String, String> options) {
        SparkSession.Builder builder = SparkSession.builder()
                .master("local-cluster[" + EXECUTORS + "," + CORES + "," + MEGABYTES + "]")
                .appName("tests")
                .config("spark.executor.cores", CORES)
                .config("spark.executor.extraJavaOptions", "-Dai.djl.offline=true -XX:TieredStopAtLevel=1")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config(
                        "spark.sql.warehouse.dir",
                        Path.of("target/warehouse").toAbsolutePath().toString());
        options.forEach(builder::config);
        return builder.getOrCreate();
    }

    static Path jar(String property) {
        return Path.of(System.getProperty(property)).toAbsolutePath().normalize();
    }

    static Path store() {
        return Path.of("../model-store").toAbsolutePath().normalize();
    }

    static Path samples() {
        return Path.of("../samples").toAbsolutePath().normalize();
    }

    /** The processes of the running executors. */
    static List<ProcessHandle> executors() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(BACKEND))
                .toList();
    }

    static Path tool(String name) throws IOException {
        return Path.of(System.getProperty("java.home"), "bin", name).toRealPath();
    }
}
