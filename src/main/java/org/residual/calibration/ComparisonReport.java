package org.residual.calibration;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.residual.nn.Statistics;

/**
 * Tells people what each kind of statistics is worth.
 *
 * @param log for the table
 * @param err for the warning
 */
public record ComparisonReport(PrintWriter log, PrintWriter err) {
    private static final String LINE = "*".repeat(80);

    /**
     * @param comparison what is told
     * @param folder where the images are from
     */
    public void table(StatisticsComparison comparison, Path folder) {
        log.printf(Locale.ROOT, "how often it is right on the %d images in %s:%n", comparison.images(), folder);
        comparison.table().forEach(line -> log.println("  " + line));
        log.printf(Locale.ROOT, "recommended: statistics: %s%n", word(comparison.recommended()));
        log.flush();
    }

    /**
     * Says so where statistics lose that the version has, or that it would have had without calibration.
     *
     * @param comparison what each kind is worth
     * @param served those that the version has
     */
    public void warning(StatisticsComparison comparison, Statistics served) {
        if (comparison.loses(Statistics.IMAGE, Statistics.FIXED)) {
            print(
                    comparison,
                    served == Statistics.FIXED
                            ? "This version has statistics: fixed. Keep it so, and never serve this network otherwise."
                            : "This version has statistics: " + word(served) + ". Do not serve it: import it again with"
                                    + " --calibrate and some hundred training images.");
        } else if (served == Statistics.FIXED && comparison.loses(Statistics.FIXED, Statistics.IMAGE)) {
            print(comparison, "This version has statistics: fixed. Make it again without --calibrate.");
        }
    }

    private void print(StatisticsComparison comparison, String advice) {
        err.println(LINE);
        err.printf(
                Locale.ROOT,
                "WARNING: an image alone is classified right in %s of cases with statistics: image,%n         and in %s with statistics: fixed.%n",
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
