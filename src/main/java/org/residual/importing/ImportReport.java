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
 * Tells what was understood of a {@code state_dict}, and how its network was imported.
 *
 * @param log where to
 */
record ImportReport(PrintWriter log) {
    /** What was read. */
    void tell(StateDict stateDict) {
        NetworkConfiguration network = stateDict.network();
        log.printf(
                Locale.ROOT,
                "%s, channels %s, %d classes%s%s%n",
                network.architecture().title(),
                network.channels(),
                network.classes(),
                stateDict.key().isEmpty() ? "" : "; taken from '" + Quoted.text(stateDict.key()) + "' of the file",
                stateDict.prefix().isEmpty() ? "" : "; left out before each name: " + Quoted.text(stateDict.prefix()));
        log.flush();
    }

    /**
     * @param result of the import
     * @param answers the known answer that was given; null if none was
     * @param keepSize whether images keep the size that they are sent in
     * @param calibration the folder of the images whose statistics are kept; null if none are
     */
    void tell(
            VersionImport.Result result,
            @Nullable ExportedAnswer answers,
            boolean keepSize,
            @Nullable Path calibration) {
        if (answers == null) {
            log.printf(
                    Locale.ROOT,
                    "no --known-answer: took what the network answers here for %d images of noise, which guards"
                            + " against later change alone and does not show that PyTorch answers the same%n",
                    NoiseImages.COUNT);
        }
        if (keepSize) {
            log.printf(Locale.ROOT, "no --size: images keep the size that they are sent in%n");
        }
        if (answers != null && answers.leftOut() > 0) {
            log.printf(
                    Locale.ROOT,
                    "left out %d of %d known answers, which are NaN or infinite. %s%n",
                    answers.leftOut(),
                    answers.images(),
                    KnownAnswer.WHY_NAN);
        }
        if (result.reproduced() == Statistics.BATCH) {
            log.printf(
                    Locale.ROOT, "statistics: batch, since the known answer is that of images normalised together%n");
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
