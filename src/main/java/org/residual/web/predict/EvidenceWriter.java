package org.residual.web.predict;

import java.util.Base64;
import org.residual.evidence.ClassEvidence;
import org.residual.evidence.Evidence;
import org.residual.evidence.MapPicture;
import org.residual.image.pixel.Area;
import org.residual.inference.evidence.LocatedEvidence;
import org.residual.store.version.ReadyVersion;
import tools.jackson.core.JsonGenerator;

/**
 * Writes evidence as {@code Evidence} in the OpenAPI description.
 *
 * @param version the version that answered
 * @param form of the maps
 */
record EvidenceWriter(ReadyVersion version, EvidenceQuery.Form form) {
    private static final String PNG_DATA = "data:image/png;base64,";

    void write(LocatedEvidence located, JsonGenerator json) {
        json.writeStartObject();
        writeArea(located.area(), json);
        json.writeObjectPropertyStart("picture");
        json.writeNumberProperty("width", located.picture().width());
        json.writeNumberProperty("height", located.picture().height());
        json.writeEndObject();
        Evidence evidence = located.evidence();
        float largest = evidence.largest();
        if (form == EvidenceQuery.Form.PNG) {
            json.writeNumberProperty("largest", largest);
        }
        json.writeArrayPropertyStart("classes");
        for (ClassEvidence ofClass : evidence.classes()) {
            json.writeStartObject();
            json.writeNumberProperty("class", ofClass.index());
            version.label(ofClass.index()).ifPresent(label -> json.writeStringProperty("label", label));
            json.writeNumberProperty("logit", (float) ofClass.logit());
            json.writeNumberProperty("bias", (float) ofClass.bias());
            writeMap(ofClass, evidence, largest, json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeArea(Area area, JsonGenerator json) {
        json.writeObjectPropertyStart("area");
        json.writeNumberProperty("left", area.left());
        json.writeNumberProperty("top", area.top());
        json.writeNumberProperty("width", area.width());
        json.writeNumberProperty("height", area.height());
        json.writeEndObject();
    }

    private void writeMap(ClassEvidence ofClass, Evidence evidence, float largest, JsonGenerator json) {
        if (form == EvidenceQuery.Form.PNG) {
            byte[] png = MapPicture.png(ofClass.contributions(), evidence.grid(), largest);
            json.writeStringProperty("map", PNG_DATA + Base64.getEncoder().encodeToString(png));
            return;
        }
        json.writeArrayPropertyStart("contributions");
        int width = evidence.grid().width();
        for (int row = 0; row < evidence.grid().height(); row++) {
            json.writeStartArray();
            for (int column = 0; column < width; column++) {
                json.writeNumber(ofClass.contributions()[row * width + column]);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
