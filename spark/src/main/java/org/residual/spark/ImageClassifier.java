package org.residual.spark;

import java.io.Serializable;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Classifies the images of a DataFrame such as {@code binaryFile} returns: columns {@code path} and {@code content} →
 * a row of {@link #SCHEMA} per image. Answers and errors are the same as those of {@code residual classify}. Each
 * task has many images in flight, and all tasks of an executor share the model and its predictors.
 */
public final class ImageClassifier implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * {@code path}; {@code model} and {@code version}: the version that answered; {@code argmax}: the most probable
     * class, from 0; {@code label}: its label, null if the model has none; {@code log_probabilities}: natural logarithm
     * of each class's probability; {@code error}: what is wrong with the image, null if it was classified. With an
     * error, the columns of the answer are null.
     */
    public static final StructType SCHEMA = DataTypes.createStructType(List.of(
            field("path", DataTypes.StringType),
            field("model", DataTypes.StringType),
            field("version", DataTypes.LongType),
            field("argmax", DataTypes.IntegerType),
            field("label", DataTypes.StringType),
            field("log_probabilities", DataTypes.createArrayType(DataTypes.FloatType, false)),
            field("error", DataTypes.StringType)));

    /** Residual's names of the columns, in the same order. */
    private static final List<String> FIELDS =
            List.of("filename", "model", "version", "argmax", "label", "log_probabilities", "error");

    private final ModelOptions options;

    /**
     * @param options the model to classify with
     */
    public ImageClassifier(ModelOptions options) {
        this.options = options;
    }

    /**
     * @param model a model's name; all other options are taken from Spark's configuration:
     *     {@code spark.residual.store} and so on
     * @return the classifier
     */
    public static ImageClassifier of(String model) {
        SparkSession session = SparkSession.active();
        return new ImageClassifier(ModelOptions.of(
                Map.of("model", model)::get, key -> session.conf().get(key, null)));
    }

    private static StructField field(String name, DataType type) {
        return DataTypes.createStructField(name, type, true);
    }

    /**
     * @param images have a column {@code path}, text, and a column {@code content}, binary
     * @return a row for each image, in the same partitions and order
     */
    public Dataset<Row> classify(Dataset<Row> images) {
        MapPartitionsFunction<Row, Row> task = this::rowsOf;
        return images.select("path", "content").mapPartitions(task, Encoders.row(SCHEMA));
    }

    private Iterator<Row> rowsOf(Iterator<Row> images) {
        return rows(new Mapped<>(images, row -> image(row.getString(0), row.getAs(1))));
    }

    /**
     * @param images names and encoded images; no bytes (null) if one is missing
     * @return a row of {@link #SCHEMA} for each
     */
    Iterator<Row> rows(Iterator<Map.Entry<String, byte[]>> images) {
        return new Mapped<>(ExecutorModels.get(options).answers(images), ImageClassifier::row);
    }

    static Map.Entry<String, byte[]> image(String path, byte[] content) {
        // Unlike Map.entry, this may contain null.
        return new SimpleImmutableEntry<>(path, content);
    }

    private static Row row(Map<String, Object> fields) {
        return RowFactory.create(values(fields));
    }

    /** In the order of the columns. */
    static Object[] values(Map<String, Object> fields) {
        return FIELDS.stream().map(fields::get).toArray();
    }
}
