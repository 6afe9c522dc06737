package org.residual.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A registry whose scrapes see all of a change of series or none of it. A scrape that iterates over the series while
 * one of them is removed and added again could meet it twice, and fail; or miss it.
 */
public final class WholeScrapes extends PrometheusRegistry {
    private final Lock scrape;
    private final Lock change;

    /** A registry without series. */
    public WholeScrapes() {
        ReadWriteLock lock = new ReentrantReadWriteLock();
        this.scrape = lock.readLock();
        this.change = lock.writeLock();
    }

    /**
     * Waits for the scrapes in progress.
     *
     * @param work removes series, and adds others
     */
    void change(Runnable work) {
        change.lock();
        try {
            work.run();
        } finally {
            change.unlock();
        }
    }

    @Override
    public MetricSnapshots scrape() {
        return unchanged(super::scrape);
    }

    @Override
    public MetricSnapshots scrape(PrometheusScrapeRequest request) {
        return unchanged(() -> super.scrape(request));
    }

    @Override
    public MetricSnapshots scrape(Predicate<String> names) {
        return unchanged(() -> super.scrape(names));
    }

    @Override
    public MetricSnapshots scrape(Predicate<String> names, PrometheusScrapeRequest request) {
        return unchanged(() -> super.scrape(names, request));
    }

    private MetricSnapshots unchanged(Supplier<MetricSnapshots> work) {
        scrape.lock();
        try {
            return work.get();
        } finally {
            scrape.unlock();
        }
    }
}
