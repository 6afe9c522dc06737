package org.residual.training.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The epochs of a training as comma-separated values, one line each. */
public final class EpochTable {
    private static final String HEADER = "epoch,loss,validation_loss,validation_accuracy,learning_rate,seconds";

    private EpochTable() {}

    /**
     * @param file to write; replaced if it exists
     * @param epochs in their order; NaN becomes empty
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, List<Epoch> epochs) throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        for (Epoch epoch : epochs) {
            lines.add(String.join(
                    ",",
                    Integer.toString(epoch.number()),
                    number(epoch.loss(), 6),
                    number(epoch.validationLoss(), 6),
                    number(epoch.accuracy(), 6),
                    number(epoch.learningRate(), 9),
                    number(epoch.seconds(), 3)));
        }
        Files.write(file, lines);
    }

    private static String number(double value, int digits) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
