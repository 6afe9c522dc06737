package org.residual.spark;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A function for SQL: {@code classify(content, 'digits-resnet')}. It classifies one image at a time, so {@link
 * ImageClassifier} and {@link ImageSource} are faster. The store and all other options are taken from Spark's
 * configuration at the start of the application: {@code spark.residual.store} and so on.
 */
public final class ClassifyFunction implements UDF2<byte[], String, Row> {
    private static final long serialVersionUID = 1L;
    /** The name of images in messages; their rows do not contain it. */
    private static final String NAME = "image";

    /** The type of the result: the columns of {@link ImageClassifier#SCHEMA} without the path. */
    public static final StructType TYPE = DataTypes.createStructType(
            Arrays.copyOfRange(ImageClassifier.SCHEMA.fields(), 1, ImageClassifier.SCHEMA.length()));

    @Override
    public Row call(byte[] content, String model) {
        SparkConf configuration = SparkEnv.get().conf();
        ModelOptions options =
                ModelOptions.of(Collections.singletonMap("model", model)::get, key -> configuration.get(key, null));
        Map<String, Object> fields = ExecutorModels.get(options)
                .answers(List.of(ImageClassifier.image(NAME, content)).iterator())
                .next();
        Object[] values = ImageClassifier.values(fields);
        return RowFactory.create(Arrays.copyOfRange(values, 1, values.length));
    }
}
