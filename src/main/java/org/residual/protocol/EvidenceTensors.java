package org.residual.protocol;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.residual.evidence.ClassEvidence;
import org.residual.evidence.MapGrid;
import org.residual.image.pixel.Area;
import org.residual.inference.evidence.LocatedEvidence;
import org.residual.inference.request.Prediction;
import org.residual.protocol.tensor.DataType;
import org.residual.protocol.tensor.InvalidInferenceRequestException;

/** The evidence outputs: where in the images an answer comes from. They are returned only if a request names them. */
final class EvidenceTensors {
    private static final String MAPS = "evidence";
    private static final String CLASSES = "evidence_class";
    private static final String BIASES = "evidence_bias";
    private static final String AREAS = "evidence_area";

    /** The names of all of them. */
    static final List<String> NAMES = List.of(MAPS, CLASSES, BIASES, AREAS);

    /** The request's parameter for the number of classes to explain, for each image. */
    private static final String COUNT = "evidence_classes";

    private static final int NUMBERS_OF_AN_AREA = 4;

    private EvidenceTensors() {}

    /**
     * @param most the number of classes of the model
     * @return how many classes to explain; 0 for no evidence
     * @throws InvalidInferenceRequestException if that is not from 1 to {@code most}, or the request names no evidence
     *     output
     */
    static int classes(InferenceRequest request, int most) {
        boolean wanted = request.outputs().stream().map(RequestOutput::name).anyMatch(NAMES::contains);
        Optional<Long> count = request.parameters().number(COUNT);
        if (!wanted && count.isPresent()) {
            throw new InvalidInferenceRequestException("The parameter '" + COUNT + "' requires the output '" + MAPS
                    + "', which the request does not name in its outputs.");
        }
        long classes = count.orElse(1L);
        if (classes < 1 || classes > most) {
            throw new InvalidInferenceRequestException("The parameter '" + COUNT + "' is " + classes
                    + ", but must be 1 to " + most + ", the number of classes.");
        }
        return wanted ? (int) classes : 0;
    }

    /**
     * @param name one of {@link #NAMES}
     * @param predictions that have evidence
     * @throws InvalidInferenceRequestException if the maps are of several sizes
     */
    static ResponseOutput tensor(String name, List<Prediction> predictions) {
        List<LocatedEvidence> evidence =
                predictions.stream().map(each -> each.evidence().orElseThrow()).toList();
        long images = evidence.size();
        long classes = evidence.get(0).evidence().classes().size();
        return switch (name) {
            case CLASSES ->
                ResponseOutput.of(
                        name,
                        DataType.INT64,
                        List.of(images, classes),
                        evidence.stream()
                                .flatMap(each -> each.evidence().classes().stream())
                                .mapToLong(ClassEvidence::index)
                                .toArray());
            case BIASES ->
                ResponseOutput.of(
                        name, DataType.FP32, List.of(images, classes), ofClasses(evidence, ClassEvidence::bias));
            case AREAS ->
                ResponseOutput.of(name, DataType.FP32, List.of(images, (long) NUMBERS_OF_AN_AREA), areas(evidence));
            default -> maps(evidence, images, classes);
        };
    }

    private static ResponseOutput maps(List<LocatedEvidence> evidence, long images, long classes) {
        MapGrid grid = evidence.get(0).evidence().grid();
        if (evidence.stream()
                .map(each -> each.evidence().grid())
                .anyMatch(other -> other.height() != grid.height() || other.width() != grid.width())) {
            throw new InvalidInferenceRequestException(
                    "The images have maps of several sizes, which do not fit into one tensor: send images of "
                            + "different sizes in separate requests.");
        }
        FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(images * classes * grid.positions()));
        evidence.forEach(each -> each.evidence().classes().forEach(ofClass -> values.put(ofClass.contributions())));
        List<Long> shape = List.of(images, classes, (long) grid.height(), (long) grid.width());
        return ResponseOutput.of(MAPS, DataType.FP32, shape, values.array());
    }

    private static float[] ofClasses(List<LocatedEvidence> evidence, ToDoubleFunction<ClassEvidence> value) {
        double[] values = evidence.stream()
                .flatMap(each -> each.evidence().classes().stream())
                .mapToDouble(value)
                .toArray();
        return floats(values);
    }

    /** Left, top, width and height, in pixels of the upright picture. */
    private static float[] areas(List<LocatedEvidence> evidence) {
        float[] areas = new float[NUMBERS_OF_AN_AREA * evidence.size()];
        FloatBuffer values = FloatBuffer.wrap(areas);
        for (LocatedEvidence each : evidence) {
            Area area = each.area();
            values.put(floats(area.left(), area.top(), area.width(), area.height()));
        }
        return areas;
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
