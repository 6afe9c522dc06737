package org.residual.classification.row;

import java.io.StringWriter;
import org.residual.inference.request.Prediction;
import org.residual.store.version.ReadyVersion;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows as JSON Lines: one object per line, with the fields of an answer to {@code /predict}. */
final class JsonRows implements RowFormat {
    private final JsonMapper mapper = JsonMapper.shared();
    private final ReadyVersion version;

    JsonRows(ReadyVersion version) {
        this.version = version;
    }

    @Override
    public String header() {
        return "";
    }

    @Override
    public String row(Row row) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = mapper.createGenerator(text)) {
            json.writeStartObject();
            json.writeName("model").writeString(version.model());
            json.writeName("version").writeNumber(version.number());
            json.writeName("filename").writeString(row.filename());
            if (row.prediction() == null) {
                json.writeName("error").writeString(row.error());
            } else {
                write(row.prediction(), json);
            }
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private void write(Prediction prediction, JsonGenerator json) {
        int argmax = prediction.argmax();
        json.writeName("argmax").writeNumber(argmax);
        version.label(argmax).ifPresent(label -> json.writeName("label").writeString(label));
        json.writeName("log_probabilities").writeStartArray();
        for (float logProbability : prediction.logProbabilities()) {
            json.writeNumber(logProbability);
        }
        json.writeEndArray();
    }

    @Override
    public WrittenRow read(String row) {
        JsonNode json = parsed(row);
        if (!json.path("model").asString("").equals(version.model())
                || json.path("version").asLong(0) != version.number()) {
            throw new IllegalArgumentException("it is not an answer of " + version.model() + "/" + version.number());
        }
        int argmax = json.path("argmax").asInt(WrittenRow.BROKEN);
        boolean broken = json.has("error");
        if (!broken && (argmax < 0 || argmax >= version.descriptor().classes())) {
            throw new IllegalArgumentException("its argmax '" + json.path("argmax") + "' is not a class");
        }
        return new WrittenRow(json.path("filename").asString(""), broken ? WrittenRow.BROKEN : argmax);
    }

    private JsonNode parsed(String row) {
        try {
            return mapper.readTree(row);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("it is not valid JSON");
        }
    }

    @Override
    public boolean quotesLineBreaks() {
        return false;
    }
}
