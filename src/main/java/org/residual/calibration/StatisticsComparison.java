package org.residual.calibration;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.residual.image.pixel.Size;
import org.residual.nn.InputTooSmallException;
import org.residual.nn.Network;
import org.residual.nn.NetworkConversion;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;

/**
 * The accuracy of a network with each kind of statistics.
 *
 * @param images how many were classified
 * @param rows one for each kind
 */
public record StatisticsComparison(int images, List<Row> rows) {
    private static final int[] BATCHES = {1, 4, 16, 64};
    private static final long SEED = 1;
    /** A smaller difference, as a share of the images, is ignored. */
    private static final double NOTEWORTHY = 0.01;

    /**
     * @param statistics of the layers
     * @param imagesARequest how many images were normalised together, with {@link Statistics#BATCH}; otherwise 1
     * @param right how many images were classified correctly; -1 if the images are too small for these statistics
     */
    public record Row(Statistics statistics, int imagesARequest, int right) {}

    /**
     * @param fixed its parameters set, of fixed statistics
     * @param images with known classes, each label less than the network's number of classes
     * @return the accuracy of the same parameters with each kind of statistics
     * @throws IOException if the images cannot be read
     */
    public static StatisticsComparison of(Network fixed, PreparedImages images) throws IOException {
        List<Row> rows = new ArrayList<>();
        rows.add(row(fixed, images, Statistics.IMAGE, 1));
        for (int batch : BATCHES) {
            rows.add(row(fixed, images, Statistics.BATCH, batch));
        }
        rows.add(row(fixed, images, Statistics.FIXED, 1));
        return new StatisticsComparison(images.size(), List.copyOf(rows));
    }

    private static Row row(Network network, PreparedImages images, Statistics statistics, int batch)
            throws IOException {
        try (NDManager manager = ComputeDevice.CPU.newManager()) {
            Network configured = NetworkConversion.configured(
                    network, network.configuration().with(statistics), manager);
            Network prepared = NetworkConversion.prepared(configured, manager);
            int right = 0;
            for (List<PreparedImages.Entry> request : requests(images, batch)) {
                right += right(prepared, images, request);
            }
            return new Row(statistics, batch, right);
        } catch (InputTooSmallException e) {
            return new Row(statistics, batch, -1);
        }
    }

    /** A random order, as in requests, but grouped by size. */
    private static List<List<PreparedImages.Entry>> requests(PreparedImages images, int batch) {
        List<PreparedImages.Entry> shuffled = new ArrayList<>(images.entries());
        Collections.shuffle(shuffled, new Random(SEED));
        Map<Size, List<PreparedImages.Entry>> bySize = new LinkedHashMap<>();
        shuffled.forEach(
                entry -> bySize.computeIfAbsent(new Size(entry.height(), entry.width()), size -> new ArrayList<>())
                        .add(entry));
        List<List<PreparedImages.Entry>> requests = new ArrayList<>();
        bySize.values().forEach(same -> {
            for (int start = 0; start < same.size(); start += batch) {
                requests.add(same.subList(start, Math.min(start + batch, same.size())));
            }
        });
        return requests;
    }

    private static int right(Network network, PreparedImages images, List<PreparedImages.Entry> request)
            throws IOException {
        try (NDManager scope = ComputeDevice.CPU.newManager()) {
            long[] answers = network.forward(
                            new ParameterStore(scope, false), new NDList(images.batch(request, scope)), false)
                    .singletonOrThrow()
                    .argMax(1)
                    .toLongArray();
            return (int) IntStream.range(0, answers.length)
                    .filter(i -> answers[i] == request.get(i).label())
                    .count();
        }
    }

    /** @return a table, line by line */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add("statistics  images a request    right");
        for (Row row : rows) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-10s  %16d  %7s",
                    row.statistics.name().toLowerCase(Locale.ROOT),
                    row.imagesARequest,
                    row.right < 0 ? "-" : percent(row)));
        }
        return lines;
    }

    /** @return the best statistics for single images */
    Statistics recommended() {
        return right(Statistics.FIXED) >= right(Statistics.IMAGE) ? Statistics.FIXED : Statistics.IMAGE;
    }

    /**
     * @param some statistics
     * @param others to compare with
     * @return whether the accuracy for single images is noticeably lower with the former
     */
    public boolean loses(Statistics some, Statistics others) {
        return right(others) - right(some) >= Math.max(1, NOTEWORTHY * images);
    }

    /**
     * @param statistics for single images
     * @return such as {@code 95.7 %}
     */
    String percent(Statistics statistics) {
        return percent(alone(statistics));
    }

    private String percent(Row row) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * Math.max(0, row.right) / images);
    }

    private int right(Statistics statistics) {
        return alone(statistics).right;
    }

    private Row alone(Statistics statistics) {
        return rows.stream()
                .filter(row -> row.statistics == statistics && row.imagesARequest == 1)
                .findFirst()
                .orElseThrow();
    }
}
