package org.residual.benchmarks;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import org.residual.nn.Statistics;

/**
 * Reports the speed of forward passes, compared with a product of two matrices, which bounds it.
 *
 * @param out receives the report
 * @param side of the matrices
 * @param product the speed of their product
 */
record ForwardReport(PrintWriter out, long side, Speed product) {
    private static final double GIGA = 1e9;

    /** A network, and the statistics of its layers. */
    record Variant(DocumentedNetwork network, Statistics statistics) {
        @Override
        public String toString() {
            return statistics == Statistics.IMAGE ? network.name() : network + " " + statistics;
        }
    }

    /** @param speeds by the number of images in a batch, the smallest first */
    void print(Map<Variant, Map<Integer, Speed>> speeds) {
        out.println("| | batch | ms per image | GFLOP/s | of the product | CPU ms per image | of the product |");
        out.println("| --- | --- | --- | --- | --- | --- | --- |");
        out.printf(
                Locale.ROOT,
                "| product %dx%d | | | %.0f | 1.00 | | 1.00 |%n",
                side,
                side,
                gigaflops(multiplyAdds(), product.perSecond()));
        speeds.forEach((variant, byBatch) -> byBatch.forEach((batch, speed) -> printRow(variant, batch, speed)));
        out.println();
        speeds.forEach(this::printSummary);
        speeds.forEach((variant, byBatch) -> {
            Map<Integer, Speed> ofImage = speeds.get(new Variant(variant.network, Statistics.IMAGE));
            if (ofImage != null && variant.statistics != Statistics.IMAGE) {
                printComparison(variant, byBatch, ofImage);
            }
        });
        out.flush();
    }

    private void printRow(Variant variant, int batch, Speed speed) {
        long multiplyAdds = variant.network.multiplyAdds();
        out.printf(
                Locale.ROOT,
                "| %s | %d | %.2f | %.0f | %.2f | %.2f | %.2f |%n",
                variant,
                batch,
                1000 / speed.perSecond(),
                gigaflops(multiplyAdds, speed.perSecond()),
                ofProduct(variant, speed),
                speed.cpuMilliseconds(),
                multiplyAdds * product.cpuMilliseconds() / (multiplyAdds() * speed.cpuMilliseconds()));
    }

    private void printSummary(Variant variant, Map<Integer, Speed> byBatch) {
        out.printf(
                Locale.ROOT,
                "%s, %,d multiply-adds per image: at best %.2f of the product; the slowest batch takes %.2f of the"
                        + " time that an image alone does.%n",
                variant,
                variant.network.multiplyAdds(),
                byBatch.values().stream()
                        .mapToDouble(speed -> ofProduct(variant, speed))
                        .max()
                        .orElse(0),
                slowestAgainstFirst(byBatch));
    }

    private void printComparison(Variant variant, Map<Integer, Speed> byBatch, Map<Integer, Speed> ofImage) {
        out.printf(
                Locale.ROOT,
                "%s, %s: %.2f of the CPU time that IMAGE takes, each at its best batch.%n",
                variant.network,
                variant.statistics,
                leastCpuTime(byBatch) / leastCpuTime(ofImage));
    }

    /** As a share of the matrices' product. */
    private long multiplyAdds() {
        return side * side * side;
    }

    private double ofProduct(Variant variant, Speed speed) {
        return variant.network.multiplyAdds() * speed.perSecond() / (multiplyAdds() * product.perSecond());
    }

    private static double slowestAgainstFirst(Map<Integer, Speed> byBatch) {
        double first = byBatch.values().iterator().next().perSecond();
        return byBatch.values().stream()
                .skip(1)
                .mapToDouble(speed -> first / speed.perSecond())
                .max()
                .orElse(1);
    }

    private static double leastCpuTime(Map<Integer, Speed> byBatch) {
        return byBatch.values().stream()
                .mapToDouble(Speed::cpuMilliseconds)
                .min()
                .orElseThrow();
    }

    private static double gigaflops(long multiplyAdds, double perSecond) {
        return 2 * multiplyAdds * perSecond / GIGA;
    }
}
