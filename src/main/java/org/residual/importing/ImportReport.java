package org.residual.importing;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.file.Quoted;

/**
 * Reports what was inferred from a {@code state_dict}, and how its network was imported.
 *
 * @param log receives the report
 */
record ImportReport(PrintWriter log) {
    /** The file that was read. */
    void tell(StateDict stateDict) {
        NetworkConfiguration network = stateDict.network();
        log.printf(
                Locale.ROOT,
                "%s, channels %s, %d classes%s%s%n",
                network.architecture().title(),
                network.channels(),
                network.classes(),
                stateDict.key().isEmpty() ? "" : "; taken from '" + Quoted.text(stateDict.key()) + "' of the file",
                stateDict.prefix().isEmpty() ? "" : "; removed from each name: " + Quoted.text(stateDict.prefix()));
        log.flush();
    }

    /**
     * @param result of the import
     * @param answers the known answer; null if there was none
     * @param keepSize whether images keep their size
     * @param calibration the folder of the calibration images; null if there are none
     */
    void tell(
            VersionImport.Result result,
            @Nullable ExportedAnswer answers,
            boolean keepSize,
            @Nullable Path calibration) {
        if (answers == null) {
            log.printf(
                    Locale.ROOT,
                    "no --known-answer: used this machine's answers for %d noise images. This detects later changes, "
                            + "but does not show that PyTorch answers the same%n",
                    NoiseImages.COUNT);
        }
        if (keepSize) {
            log.printf(Locale.ROOT, "no --size: images keep their size%n");
        }
        if (answers != null && answers.leftOut() > 0) {
            log.printf(
                    Locale.ROOT,
                    "skipped %d of %d known answers, which are NaN or infinite. %s%n",
                    answers.leftOut(),
                    answers.images(),
                    KnownAnswer.WHY_NAN);
        }
        if (result.reproduced() == Statistics.BATCH) {
            log.printf(Locale.ROOT, "statistics: batch, since the known answer is for images normalised together%n");
        }
        if (result.reproduced() == Statistics.FIXED) {
            log.printf(Locale.ROOT, "statistics: fixed, with the means and stds of the state_dict%n");
        }
        log.printf(
                Locale.ROOT,
                "known answer reproduced to %.1e, the tolerance is %.0e%n",
                result.error(),
                result.reproducedTolerance());
        if (calibration != null) {
            log.printf(Locale.ROOT, "statistics: fixed from here on, those of the images in %s%n", calibration);
        }
    }
}
