package org.residual.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.residual.background.Terminal;
import org.residual.training.report.Epoch;

/**
 * Prints every epoch, and saves a checkpoint of it.
 *
 * @param out for the output
 * @param epochs most epochs
 * @param checkpoint of the training
 * @param plan to store in the checkpoint
 */
record TrainingLog(PrintWriter out, int epochs, Checkpoint checkpoint, String plan) implements TrainingListener {

    @Override
    public void stepEnded(int epoch, int seen, int all) {
        // In a file or a pipe, this would be a page of lines.
        if (Terminal.isStandardOutput()) {
            out.printf(Locale.ROOT, "\repoch %d: %d of %d images%s", epoch, seen, all, seen == all ? "\r" : "");
            out.flush();
        }
    }

    @Override
    public void epochEnded(TrainingState state) throws IOException {
        checkpoint.write(plan, state);
        List<Epoch> done = state.epochs();
        Epoch last = done.get(done.size() - 1);
        String validated = Double.isNaN(last.accuracy())
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", validation loss %.4f, accuracy %.2f %%%s",
                        last.validationLoss(),
                        100 * last.accuracy(),
                        state.bestEpoch().equals(last) ? " (best)" : "");
        out.printf(
                Locale.ROOT,
                "epoch %d of %d: loss %.4f%s, %s left%n",
                last.number(),
                epochs,
                last.loss(),
                validated,
                left(last));
        out.flush();
    }

    private String left(Epoch last) {
        Duration left = Duration.ofSeconds(Math.round((epochs - last.number()) * last.seconds()));
        return String.format(Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart());
    }
}
