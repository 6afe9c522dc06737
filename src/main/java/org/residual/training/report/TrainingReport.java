package org.residual.training.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.residual.image.pixel.RgbImage;
import org.residual.training.data.LabelledImages;
import org.residual.training.report.CurveChart.Curve;

/**
 * The report on a training, as a self-contained HTML file: curves, accuracy by class, confusion matrix, and the most
 * confident mistakes, as pictures.
 *
 * @param title of the page
 * @param settings of the training, as text
 * @param epochs of the training
 * @param best of those
 * @param images for validation
 * @param labels names of the classes
 * @param evaluation of the best epoch's network on those images
 */
public record TrainingReport(
        String title,
        String settings,
        List<Epoch> epochs,
        Epoch best,
        LabelledImages images,
        List<String> labels,
        Evaluation evaluation) {
    private static final int MOST_MISTAKES = 24;
    /** A larger matrix is unreadable; the most frequent confusions are not. */
    private static final int LARGEST_MATRIX = 30;

    private static final int MOST_CONFUSIONS = 20;
    private static final String STYLE = "report.css";

    /**
     * @param file to write; replaced if it exists
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        Files.writeString(file, toHtml());
    }

    private String toHtml() throws IOException {
        StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.append("<title>").append(HtmlText.escape(title)).append("</title>\n<style>\n");
        html.append(style())
                .append("</style>\n<main>\n<h1>")
                .append(HtmlText.escape(title))
                .append("</h1>\n<p>");
        html.append(HtmlText.escape(settings)).append("</p>\n");
        summary(html);
        curves(html);
        if (!images.isEmpty()) {
            ConfusionMatrix matrix = ConfusionMatrix.of(evaluation, labels.size());
            classes(html, matrix);
            confusions(html, matrix);
            mistakes(html);
        }
        return html.append("</main>\n</html>\n").toString();
    }

    private static String style() throws IOException {
        try (InputStream style = TrainingReport.class.getResourceAsStream(STYLE)) {
            return new String(style.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void summary(StringBuilder html) {
        html.append("<ul class=\"figures\">\n");
        if (!images.isEmpty()) {
            figure(html, percent(evaluation.accuracy()), "of " + images.size() + " validation images right");
            figure(html, decimal(evaluation.loss()), "validation loss");
        }
        figure(html, decimal(best.loss()), "training loss");
        figure(html, best.number() + " of " + epochs.size(), "best epoch");
        html.append("</ul>\n");
    }

    private static void figure(StringBuilder html, String value, String meaning) {
        html.append("<li><strong>")
                .append(value)
                .append("</strong> ")
                .append(meaning)
                .append("</li>\n");
    }

    private void curves(StringBuilder html) {
        html.append("<h2>Epochs</h2>\n<div class=\"charts\">\n");
        html.append(new CurveChart(
                        "Loss",
                        List.of(
                                new Curve("training", values(Epoch::loss)),
                                new Curve("validation", values(Epoch::validationLoss))))
                .toSvg());
        if (!images.isEmpty()) {
            html.append(new CurveChart(
                            "Accuracy, %", List.of(new Curve("validation", values(epoch -> 100 * epoch.accuracy()))))
                    .toSvg());
        }
        html.append("</div>\n");
    }

    private List<Double> values(ToDoubleFunction<Epoch> column) {
        return epochs.stream().map(column::applyAsDouble).toList();
    }

    private void classes(StringBuilder html, ConfusionMatrix matrix) {
        html.append("<h2>Accuracy by class</h2>\n<table class=\"classes\">\n");
        for (int label = 0; label < labels.size(); label++) {
            double accuracy = matrix.accuracy(label);
            html.append("<tr><th scope=\"row\">")
                    .append(HtmlText.escape(labels.get(label)))
                    .append("</th><td>");
            html.append(Double.isNaN(accuracy) ? "–" : percent(accuracy));
            html.append("</td><td>of ")
                    .append(matrix.images(label))
                    .append("</td><td class=\"bar\"><span style=\"width:");
            html.append(Double.isNaN(accuracy) ? "0%" : percent(accuracy).replace(" ", ""));
            html.append("\"></span></td></tr>\n");
        }
        html.append("</table>\n");
    }

    private void confusions(StringBuilder html, ConfusionMatrix matrix) {
        if (matrix.classes() <= LARGEST_MATRIX) {
            matrix(html, matrix);
            return;
        }
        html.append("<h2>Most frequent confusions</h2>\n<table>\n");
        for (ConfusionMatrix.Confusion confusion : matrix.mostFrequent(MOST_CONFUSIONS)) {
            html.append("<tr><td>").append(confusion.count()).append("</td><td>");
            html.append(HtmlText.escape(labels.get(confusion.label()))).append(" taken for ");
            html.append(HtmlText.escape(labels.get(confusion.answer()))).append("</td></tr>\n");
        }
        html.append("</table>\n");
    }

    private void matrix(StringBuilder html, ConfusionMatrix matrix) {
        html.append("<h2>Confusion matrix</h2>\n<p>Rows are the true classes, columns the predicted ones.</p>\n");
        html.append("<div class=\"scroll\"><table class=\"matrix\">\n<tr><td></td>");
        for (String label : labels) {
            html.append("<th scope=\"col\">").append(HtmlText.escape(label)).append("</th>");
        }
        html.append("</tr>\n");
        for (int label = 0; label < labels.size(); label++) {
            html.append("<tr><th scope=\"row\">")
                    .append(HtmlText.escape(labels.get(label)))
                    .append("</th>");
            for (int answer = 0; answer < labels.size(); answer++) {
                int count = matrix.counts()[label][answer];
                double share = count == 0 ? 0 : (double) count / matrix.images(label);
                html.append(String.format(
                        Locale.ROOT,
                        "<td class=\"%s\" style=\"--share:%.2f\">%s</td>",
                        label == answer ? "right" : "wrong",
                        share,
                        count == 0 ? "" : count));
            }
            html.append("</tr>\n");
        }
        html.append("</table></div>\n");
    }

    private void mistakes(StringBuilder html) throws IOException {
        List<Integer> mistakes = IntStream.range(0, images.size())
                .filter(image -> !evaluation.isRight(image))
                .boxed()
                .sorted(Comparator.comparingDouble(image -> -evaluation.logProbabilities()[image]))
                .limit(MOST_MISTAKES)
                .collect(Collectors.toList());
        html.append("<h2>Most confident mistakes</h2>\n");
        if (mistakes.isEmpty()) {
            html.append("<p>There are none.</p>\n");
            return;
        }
        html.append("<div class=\"mistakes\">\n");
        for (int image : mistakes) {
            String label = HtmlText.escape(labels.get(images.label(image)));
            String answer = HtmlText.escape(labels.get(evaluation.answers()[image]));
            html.append("<figure><img alt=\"\" src=\"data:image/png;base64,");
            html.append(png(images.image(image)));
            html.append("\" title=\"")
                    .append(HtmlText.escape(images.name(image)))
                    .append("\"><figcaption><b>");
            html.append(answer)
                    .append("</b> ")
                    .append(percent(Math.exp(evaluation.logProbabilities()[image])));
            html.append("<br>is ").append(label).append("</figcaption></figure>\n");
        }
        html.append("</div>\n");
    }

    private static String png(RgbImage image) throws IOException {
        BufferedImage buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
        byte[] pixels = image.pixels();
        for (int i = 0; i < image.width() * image.height(); i++) {
            int rgb = (pixels[3 * i] & 0xff) << 16 | (pixels[3 * i + 1] & 0xff) << 8 | pixels[3 * i + 2] & 0xff;
            buffered.setRGB(i % image.width(), i / image.width(), rgb);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(buffered, "png", png);
        return Base64.getEncoder().encodeToString(png.toByteArray());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
