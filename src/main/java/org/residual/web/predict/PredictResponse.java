package org.residual.web.predict;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.residual.evidence.Evidence;
import org.residual.evidence.MapPicture;
import org.residual.inference.input.UploadedImage;
import org.residual.inference.request.Prediction;
import org.residual.store.version.ReadyVersion;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/**
 * The answer to a request for predictions.
 *
 * @param version of the model that answered
 * @param images in the order sent
 * @param predictions one for each image
 * @param topK how many of the most probable classes to include; null for none
 * @param form of the maps of evidence, if there are any
 */
record PredictResponse(
        ReadyVersion version,
        List<UploadedImage> images,
        List<Prediction> predictions,
        @Nullable Integer topK,
        EvidenceQuery.Form form) {
    private static final SerializableString MODEL = new SerializedString("model");
    private static final SerializableString VERSION = new SerializedString("version");
    private static final SerializableString PREDICTIONS = new SerializedString("predictions");
    private static final SerializableString FILENAME = new SerializedString("filename");
    private static final SerializableString ARGMAX = new SerializedString("argmax");
    private static final SerializableString LABEL = new SerializedString("label");
    private static final SerializableString LOG_PROBABILITIES = new SerializedString("log_probabilities");
    private static final SerializableString TOP = new SerializedString("top");
    private static final SerializableString CLASS = new SerializedString("class");
    private static final SerializableString LOG_PROBABILITY = new SerializedString("log_probability");
    private static final SerializableString EVIDENCE = new SerializedString("evidence");
    private static final SerializableString PROBABILITY = new SerializedString("probability");

    /**
     * Writes it as {@code Predictions} in the OpenAPI description. Field by field, since every request has such an
     * answer and serialisation by reflection takes several times as long.
     */
    void writeTo(JsonGenerator json) {
        json.writeStartObject();
        json.writeName(MODEL).writeString(version.model());
        json.writeName(VERSION).writeNumber(version.number());
        json.writeName(PREDICTIONS).writeStartArray();
        for (int i = 0; i < predictions.size(); i++) {
            write(images.get(i).name(), predictions.get(i), json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /**
     * @return a PNG of the map of the most probable class of the first image, which has evidence
     */
    byte[] picture() {
        Evidence evidence = predictions.get(0).evidence().orElseThrow().evidence();
        float[] contributions = evidence.classes().get(0).contributions();
        return MapPicture.png(contributions, evidence.grid(), evidence.largest());
    }

    private void write(String filename, Prediction prediction, JsonGenerator json) {
        json.writeStartObject();
        json.writeName(FILENAME).writeString(filename);
        int argmax = prediction.argmax();
        json.writeName(ARGMAX).writeNumber(argmax);
        writeLabel(argmax, json);
        json.writeName(LOG_PROBABILITIES).writeStartArray();
        for (float logProbability : prediction.logProbabilities()) {
            json.writeNumber(logProbability);
        }
        json.writeEndArray();
        if (topK != null) {
            json.writeName(TOP).writeStartArray();
            for (int index : prediction.top(topK)) {
                writeTop(index, prediction.logProbabilities()[index], json);
            }
            json.writeEndArray();
        }
        if (prediction.evidence().isPresent()) {
            json.writeName(EVIDENCE);
            new EvidenceWriter(version, form).write(prediction.evidence().get(), json);
        }
        json.writeEndObject();
    }

    private void writeTop(int index, float logProbability, JsonGenerator json) {
        json.writeStartObject();
        json.writeName(CLASS).writeNumber(index);
        writeLabel(index, json);
        json.writeName(LOG_PROBABILITY).writeNumber(logProbability);
        json.writeName(PROBABILITY).writeNumber(Math.exp(logProbability));
        json.writeEndObject();
    }

    /** Absent if the model has no labels. */
    private void writeLabel(int index, JsonGenerator json) {
        version.label(index).ifPresent(label -> json.writeName(LABEL).writeString(label));
    }
}
