package org.residual.inference.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.residual.evidence.MapGrid;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.image.pixel.Size;
import org.residual.inference.evidence.EvidenceUnavailableException;
import org.residual.inference.evidence.LocatedEvidence;
import org.residual.inference.request.Prediction;
import org.residual.store.version.ReadyVersion;

/**
 * The evidence that a request asks for.
 *
 * @param classes how many of the most probable classes to explain, for each image; 0 for no evidence
 * @param grids of the maps of each image; none for no evidence
 */
public record WantedEvidence(int classes, List<MapGrid> grids) {
    /** Numbers in all maps of a request. */
    private static final long MOST_NUMBERS = 1 << 20;
    /** Bytes per number: in the sum, in the map and its tensor, and twice as text, which is built in pieces. */
    private static final int BYTES_OF_A_NUMBER = Double.BYTES + 2 * Float.BYTES + 2 * 16;

    private static final WantedEvidence NONE = new WantedEvidence(0, List.of());

    /**
     * @param version that is to answer
     * @param images at least one
     * @param classes how many of the most probable classes to explain; more than there are means all, 0 no evidence
     * @throws EvidenceUnavailableException if the version has no evidence
     * @throws RefusedUploadException if there would be too many numbers
     */
    public static WantedEvidence of(ReadyVersion version, List<Preparation> images, int classes) {
        if (classes == 0) {
            return NONE;
        }
        if (!version.hasEvidence()) {
            throw new EvidenceUnavailableException(version);
        }
        List<MapGrid> grids = new ArrayList<>(images.size());
        for (Preparation image : images) {
            Size tensor = image.tensor();
            grids.add(version.evidenceGrid(tensor.height(), tensor.width()));
        }
        WantedEvidence wanted =
                new WantedEvidence(Math.min(classes, version.descriptor().classes()), grids);
        wanted.requireFewNumbers();
        return wanted;
    }

    private long numbers() {
        return (long) classes * grids.stream().mapToLong(MapGrid::positions).sum();
    }

    private void requireFewNumbers() {
        if (numbers() > MOST_NUMBERS) {
            throw new RefusedUploadException(
                    String.format(
                            Locale.ROOT,
                            "The evidence of %d classes for %d images has %d numbers, but a request may ask for at most %d."
                                    + " Ask for fewer classes, or send smaller or fewer images.",
                            classes,
                            grids.size(),
                            numbers(),
                            MOST_NUMBERS),
                    Reason.TOO_MANY_PIXELS,
                    null);
        }
    }

    public boolean isAny() {
        return classes > 0;
    }

    /** Bytes of the heap until the answer is written. */
    public long bytes() {
        return BYTES_OF_A_NUMBER * numbers();
    }

    /** Locates the evidence of predictions in the pictures. */
    public List<Prediction> located(List<Prediction> predictions, List<Preparation> images) {
        List<Prediction> located = new ArrayList<>(predictions.size());
        for (int i = 0; i < predictions.size(); i++) {
            Preparation image = images.get(i);
            Prediction prediction = predictions.get(i);
            Optional<LocatedEvidence> evidence = prediction.evidence().map(found -> found.in(image.origin()));
            located.add(new Prediction(prediction.logProbabilities(), evidence));
        }
        return located;
    }
}
