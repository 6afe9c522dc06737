package org.residual.benchmarks;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The outcomes of the requests in a part of a load test. */
final class Outcome {
    /** A request without an answer, even if the service had been asked to stop. */
    static final int LOST = 0;
    /** A request that could not be sent, since no server was listening. */
    static final int REFUSED = -1;
    /** A request with a wrong answer. */
    static final int WRONG = -2;

    static final int OK = 200;

    private final long from;
    private final long until;
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private long[] latencies = new long[1024];
    private int answered;
    private int answeredInTime;
    private long last;

    /** For which everything counts from now on. */
    Outcome() {
        this(System.nanoTime(), Long.MAX_VALUE);
    }

    /**
     * @param from the moment from which requests per second are counted, by the clock of {@link System#nanoTime}: once
     *     all connections are busy
     * @param until the end of counting: when the first have finished
     */
    Outcome(long from, long until) {
        this.from = from;
        this.until = until;
        this.last = from;
    }

    /**
     * @param status of HTTP, or one of the constants above
     * @param nanos from when the request was due
     */
    void add(int status, long nanos) {
        last = System.nanoTime();
        statuses.merge(status, 1, Integer::sum);
        if (status == OK) {
            if (answered == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * answered);
            }
            latencies[answered++] = nanos;
            if (last >= from && last <= until) {
                answeredInTime++;
            }
        }
    }

    int answered() {
        return answered;
    }

    /** Requests answered with 200, per second. */
    double perSecond() {
        return answeredInTime / ((Math.min(last, until) - from) / 1e9);
    }

    /**
     * @param share of the requests answered with 200
     * @return the latency, in milliseconds, that this share of them did not exceed
     */
    double milliseconds(double share) {
        long[] sorted = Arrays.copyOf(latencies, answered);
        Arrays.sort(sorted);
        return answered == 0 ? Double.NaN : sorted[(int) Math.min(answered - 1L, (long) (share * answered))] / 1e6;
    }

    Map<Integer, Integer> statuses() {
        return Map.copyOf(statuses);
    }

    /** Such as {@code 200: 512, 429: 3}. */
    String describeStatuses() {
        StringBuilder text = new StringBuilder();
        statuses.forEach((status, count) -> text.append(text.isEmpty() ? "" : ", ")
                .append(name(status))
                .append(": ")
                .append(count));
        return text.toString();
    }

    private static String name(int status) {
        return switch (status) {
            case LOST -> "lost";
            case REFUSED -> "refused";
            case WRONG -> "wrong";
            default -> Integer.toString(status);
        };
    }
}
