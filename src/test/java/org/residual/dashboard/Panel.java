package org.residual.dashboard;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A panel, and what its queries gave.
 *
 * @param definition from the dashboard's file
 * @param series of all its queries; empty for the heading of a row
 */
public record Panel(JsonNode definition, List<Series> series) {
    String title() {
        return definition.path("title").asString();
    }

    String type() {
        return definition.path("type").asString();
    }

    boolean isHeading() {
        return type().equals("row");
    }

    /** In cells of the grid: x, y, w or h. */
    int place(String which) {
        return definition.path("gridPos").path(which).asInt();
    }

    boolean isStacked() {
        return defaults().at("/custom/stacking/mode").asString("").equals("normal");
    }

    Unit unit() {
        return new Unit(defaults().path("unit").asString());
    }

    /** The values at which something begins to be wrong. */
    Stream<Double> thresholds() {
        return defaults().at("/custom/thresholdsStyle/mode").asString("").equals("line")
                ? defaults()
                        .at("/thresholds/steps")
                        .valueStream()
                        .filter(step -> step.path("value").isNumber())
                        .map(step -> step.path("value").asDouble())
                : Stream.empty();
    }

    /** What a value stands for, where it stands for something. */
    String meaning(double value) {
        return defaults().at("/mappings/0/options/" + (int) value + "/text").asString("");
    }

    private JsonNode defaults() {
        return definition.at("/fieldConfig/defaults");
    }
}
