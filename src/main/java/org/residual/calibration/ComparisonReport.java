package org.residual.calibration;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.residual.nn.Statistics;

/**
 * Reports the accuracy with each kind of statistics.
 *
 * @param log for the table
 * @param err for the warning
 */
public record ComparisonReport(PrintWriter log, PrintWriter err) {
    private static final String LINE = "*".repeat(80);

    /**
     * @param comparison to report
     * @param folder of the images
     */
    public void table(StatisticsComparison comparison, Path folder) {
        log.printf(Locale.ROOT, "accuracy on the %d images in %s:%n", comparison.images(), folder);
        comparison.table().forEach(line -> log.println("  " + line));
        log.printf(Locale.ROOT, "recommended: statistics: %s%n", word(comparison.recommended()));
        log.flush();
    }

    /**
     * Warns if the version's statistics, or those that it would have without calibration, are less accurate.
     *
     * @param comparison of the kinds
     * @param served those of the version
     */
    public void warning(StatisticsComparison comparison, Statistics served) {
        if (comparison.loses(Statistics.IMAGE, Statistics.FIXED)) {
            print(
                    comparison,
                    served == Statistics.FIXED
                            ? "This version has statistics: fixed. Keep them, and never serve this network with others."
                            : "This version has statistics: " + word(served) + ". Do not serve it: import it again "
                                    + "with --calibrate and some hundred training images.");
        } else if (served == Statistics.FIXED && comparison.loses(Statistics.FIXED, Statistics.IMAGE)) {
            print(comparison, "This version has statistics: fixed. Create it again without --calibrate.");
        }
    }

    private void print(StatisticsComparison comparison, String advice) {
        err.println(LINE);
        err.printf(
                Locale.ROOT,
                "WARNING: the accuracy for single images is %s with statistics: image,%n         and %s with "
                        + "statistics: fixed.%n",
                comparison.percent(Statistics.IMAGE),
                comparison.percent(Statistics.FIXED));
        err.println("         " + advice);
        err.println(LINE);
        err.flush();
    }

    private static String word(Statistics statistics) {
        return statistics.name().toLowerCase(Locale.ROOT);
    }
}
