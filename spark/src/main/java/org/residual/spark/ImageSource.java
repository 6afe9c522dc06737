package org.residual.spark;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.sources.RelationProvider;
import org.apache.spark.sql.sources.TableScan;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The data source {@code residual}: predictions for the images below a path, for all of Spark's languages:
 * {@code spark.read.format("residual").option("model", "digits-resnet").load("photos/")}. All options but those of
 * {@link ModelOptions} are passed to {@code binaryFile}.
 */
public final class ImageSource implements RelationProvider, DataSourceRegister {
    private static final Set<String> OWN = Set.of("model", "version", "store", "settings", "jar");
    /** The extensions that {@code residual classify} looks for in folders, in upper and lower case. */
    private static final String IMAGES = Stream.of(
                    "jpg", "jpeg", "jpe", "jfif", "png", "webp", "bmp", "gif", "ppm", "pgm", "tif", "tiff")
            .map(ImageSource::eitherCase)
            .collect(Collectors.joining(",", "*.{", "}"));

    private static final int TASKS_OF_A_CORE = 4;
    private static final int IMAGES_OF_A_TASK = 2_000;

    @Override
    public String shortName() {
        return "residual";
    }

    private static String eitherCase(String extension) {
        return extension
                .chars()
                .mapToObj(c -> "[" + (char) c + Character.toString(Character.toUpperCase(c)) + "]")
                .collect(Collectors.joining());
    }

    @Override
    public BaseRelation createRelation(SQLContext context, scala.collection.immutable.Map<String, String> parameters) {
        SparkSession session = context.sparkSession();
        Map<String, String> given = CollectionConverters.asJava(parameters);
        ModelOptions model = ModelOptions.of(given::get, key -> session.conf().get(key, null));
        Map<String, String> files = new HashMap<>(Map.of("recursiveFileLookup", "true", "pathGlobFilter", IMAGES));
        files.putAll(given);
        files.keySet().removeAll(OWN);
        return new Predictions(context, model, files);
    }

    /**
     * By default, Spark makes tasks of 32 small files. Such a task takes longer to start and to finish than to
     * classify its images, since each task fills the predictors again and writes its own file.
     *
     * @param parallelism number of tasks that the cluster runs at a time
     * @param images number of images
     * @return the number of tasks: few enough to be large, but enough to keep all cores busy to the end
     */
    static int tasks(int parallelism, int images) {
        return Math.max(1, Math.min(images, Math.max(TASKS_OF_A_CORE * parallelism, images / IMAGES_OF_A_TASK)));
    }

    private static final class Predictions extends BaseRelation implements TableScan {
        private final SQLContext context;
        private final ModelOptions model;
        private final Map<String, String> files;

        private Predictions(SQLContext context, ModelOptions model, Map<String, String> files) {
            this.context = context;
            this.model = model;
            this.files = files;
        }

        @Override
        public SQLContext sqlContext() {
            return context;
        }

        @Override
        public StructType schema() {
            return ImageClassifier.SCHEMA;
        }

        @Override
        public RDD<Row> buildScan() {
            SparkSession session = context.sparkSession();
            List<String> images = List.of(
                    session.read().format("binaryFile").options(files).load().inputFiles());
            int tasks = tasks(context.sparkContext().defaultParallelism(), images.size());
            boolean local = images.stream().allMatch(ImageFiles::isLocal);
            SerializableConfiguration hadoop = new SerializableConfiguration(hadoop(session));
            ImageClassifier classifier = new ImageClassifier(model);
            return JavaSparkContext.fromSparkContext(context.sparkContext())
                    .parallelize(images, tasks)
                    .mapPartitions(part -> classifier.rows(contents(part, local, hadoop)))
                    .rdd();
        }

        private static Iterator<Map.Entry<String, byte[]>> contents(
                Iterator<String> images, boolean local, SerializableConfiguration hadoop) {
            ImageFiles files = new ImageFiles(hadoop.value());
            return local ? new Mapped<>(images, files::read) : files.readAhead(images, TaskContext.get());
        }

        /** As in Spark's own sources, the session's settings and the options override Hadoop's configuration. */
        private Configuration hadoop(SparkSession session) {
            Configuration configuration =
                    new Configuration(context.sparkContext().hadoopConfiguration());
            CollectionConverters.asJava(session.conf().getAll()).forEach(configuration::set);
            files.forEach(configuration::set);
            return configuration;
        }
    }
}
