package org.residual.classification.row;

import java.util.ArrayList;
import java.util.List;
import org.residual.inference.request.Prediction;
import org.residual.store.version.ReadyVersion;

/** Rows as comma-separated values (RFC 4180). */
final class CsvRows implements RowFormat {
    private static final String END = "\r\n";
    private static final List<String> FIRST_COLUMNS =
            List.of("filename", "model", "version", "argmax", "label", "error");
    private static final int ARGMAX = FIRST_COLUMNS.indexOf("argmax");
    private static final int ERROR = FIRST_COLUMNS.indexOf("error");

    private final ReadyVersion answering;
    private final List<String> version;
    private final int classes;

    CsvRows(ReadyVersion answering) {
        this.answering = answering;
        this.version = List.of(answering.model(), Long.toString(answering.number()));
        this.classes = answering.descriptor().classes();
    }

    @Override
    public String header() {
        List<String> columns = new ArrayList<>(FIRST_COLUMNS);
        for (int i = 0; i < classes; i++) {
            columns.add("log_probability_" + i);
        }
        return String.join(",", columns) + END;
    }

    @Override
    public String row(Row row) {
        StringBuilder text = new StringBuilder();
        append(row.filename(), text);
        version.forEach(field -> append(field, text.append(',')));
        Prediction prediction = row.prediction();
        int argmax = prediction == null ? WrittenRow.BROKEN : prediction.argmax();
        text.append(',')
                .append(prediction == null ? "" : Integer.toString(argmax))
                .append(',');
        append(prediction == null ? "" : answering.label(argmax).orElse(""), text);
        append(row.error() == null ? "" : row.error(), text.append(','));
        for (int i = 0; i < classes; i++) {
            text.append(',');
            if (prediction != null) {
                text.append(prediction.logProbabilities()[i]);
            }
        }
        return text.append(END).toString();
    }

    static void append(String field, StringBuilder text) {
        boolean quoted = field.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        text.append(quoted ? '"' + field.replace("\"", "\"\"") + '"' : field);
    }

    @Override
    public WrittenRow read(String row) {
        List<String> fields = fields(row);
        if (fields.size() != FIRST_COLUMNS.size() + classes) {
            throw new IllegalArgumentException(
                    "it has " + fields.size() + " fields instead of " + (FIRST_COLUMNS.size() + classes));
        }
        if (!fields.subList(1, 1 + version.size()).equals(version)) {
            throw new IllegalArgumentException("it is not an answer of " + String.join("/", version));
        }
        boolean broken = !fields.get(ERROR).isEmpty();
        return new WrittenRow(fields.get(0), broken ? WrittenRow.BROKEN : argmax(fields.get(ARGMAX)));
    }

    private int argmax(String field) {
        int argmax = Integer.parseInt(field);
        if (argmax < 0 || argmax >= classes) {
            throw new IllegalArgumentException("its argmax '" + argmax + "' is not a class");
        }
        return argmax;
    }

    private static List<String> fields(String row) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < row.length(); i++) {
            char c = row.charAt(i);
            if (c == '"') {
                boolean doubled = quoted && i + 1 < row.length() && row.charAt(i + 1) == '"';
                if (doubled) {
                    field.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    @Override
    public boolean quotesLineBreaks() {
        return true;
    }
}
