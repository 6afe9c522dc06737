package org.residual.importing;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.onnx.exported.ExportedModel;
import org.residual.onnx.exported.ExportedSignature;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.Quoted;

/**
 * Reports what was inferred from a graph.
 *
 * @param log receives the report
 */
record GraphReport(PrintWriter log) {
    /**
     * @param result of the import
     * @param given the known answer; null if there was none
     * @param images number of noise images in its place
     */
    void tell(GraphImport.Result result, @Nullable ExportedAnswer given, int images) {
        tell(result.model(), result.descriptor());
        tell(result.descriptor().preprocessing());
        if (given == null) {
            log.printf(
                    Locale.ROOT,
                    "no --known-answer: used this machine's answers for %d noise images. This detects later changes, "
                            + "but does not show that the model answers as it did where it was exported%n",
                    images);
        }
        log.printf(
                Locale.ROOT,
                "known answer reproduced to %.1e, the tolerance is %.0e%n",
                result.error(),
                result.descriptor().tolerance());
    }

    private void tell(ExportedModel model, ModelDescriptor descriptor) {
        ExportedSignature signature = model.signature();
        log.printf(
                Locale.ROOT,
                "onnx, by %s, opset %d: %d classes%n",
                model.producer().isEmpty() ? "an unnamed program" : model.producer(),
                model.operatorVersion(),
                descriptor.classes());
        log.printf(
                Locale.ROOT,
                "input '%s': %s, %s, %s images of %s%n",
                Quoted.text(signature.input()),
                lowerCase(signature.layout()),
                lowerCase(signature.inputType()),
                signature.batch().isPresent() ? "one by one," : "batches of",
                size(signature.height(), signature.width()));
        log.printf(
                Locale.ROOT,
                "output '%s': %s%n",
                Quoted.text(signature.output()),
                descriptor.signature().answers().map(GraphReport::lowerCase).orElse(""));
    }

    private void tell(Preprocessing preprocessing) {
        String size = preprocessing
                .outputSize()
                .map(made -> made.height() + "x" + made.width() + " pixels")
                .orElse("their original size");
        String values = preprocessing.normalize() == null
                ? String.format(Locale.ROOT, "values of 0 to %.0f", preprocessing.scale())
                : "normalized";
        log.printf(Locale.ROOT, "images become %s, %s%n", size, values);
    }

    private static String size(OptionalInt height, OptionalInt width) {
        if (height.isEmpty() && width.isEmpty()) {
            return "any size";
        }
        return (height.isPresent() ? height.getAsInt() : "any") + "x" + (width.isPresent() ? width.getAsInt() : "any")
                + " pixels";
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
