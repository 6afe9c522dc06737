package org.residual.spark;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.sources.RelationProvider;
import org.apache.spark.sql.sources.TableScan;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The data source {@code residual}: predictions for the images below a path, in every language of Spark:
 * {@code spark.read.format("residual").option("model", "digits-resnet").load("photos/")}. Options that are not
 * {@link ModelOptions}' are those of {@code binaryFile}.
 */
public final class ImageSource implements RelationProvider, DataSourceRegister {
    private static final Set<String> OWN = Set.of("model", "version", "store", "settings", "jar");
    /** The extensions that {@code residual classify} looks for in folders, in either case. */
    private static final String IMAGES = Stream.of(
                    "jpg", "jpeg", "jpe", "jfif", "png", "webp", "bmp", "gif", "ppm", "pgm", "tif", "tiff")
            .map(ImageSource::eitherCase)
            .collect(Collectors.joining(",", "*.{", "}"));

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
            Dataset<Row> images = context.sparkSession()
                    .read()
                    .format("binaryFile")
                    .options(files)
                    .load();
            return new ImageClassifier(model).classify(images).rdd();
        }
    }
}
