package org.residual.classification.row;

import java.util.List;
import org.residual.classification.parquet.Column;
import org.residual.inference.request.Prediction;
import org.residual.store.version.ReadyVersion;

/** The columns of a Parquet file of rows, named like the fields in JSON Lines. */
final class ParquetColumns {
    private final ReadyVersion answering;

    private final Column<String> filename = Column.texts("filename", false);
    private final Column<String> model = Column.texts("model", false);
    private final Column<Long> version = Column.longs("version", false);
    private final Column<Integer> argmax = Column.integers("argmax", true);
    private final Column<String> label = Column.texts("label", true);
    private final Column<String> error = Column.texts("error", true);
    private final Column<float[]> logProbabilities = Column.floatLists("log_probabilities", true);

    ParquetColumns(ReadyVersion answering) {
        this.answering = answering;
    }

    List<Column<?>> all() {
        return List.of(filename, model, version, argmax, label, error, logProbabilities);
    }

    void add(Row row) {
        filename.add(row.filename());
        model.add(answering.model());
        version.add(answering.number());
        Prediction prediction = row.prediction();
        argmax.add(prediction == null ? null : prediction.argmax());
        label.add(
                prediction == null ? null : answering.label(prediction.argmax()).orElse(null));
        error.add(row.error());
        logProbabilities.add(prediction == null ? null : prediction.logProbabilities());
    }
}
