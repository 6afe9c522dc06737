package org.residual.access;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a token issuer, cached. A thread of its own fetches them, at most once in {@value #FETCH_EVERY_SECONDS}
 * seconds whatever tokens arrive. A request whose key is cached never waits for the issuer; with an unknown key, a few
 * requests wait briefly for a fetch, and the others are refused until it has ended. If the issuer is unreachable,
 * cached keys stay valid for {@value #USABLE_MINUTES} minutes.
 */
public final class IssuerKeys implements JWKSource<SecurityContext>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final int FETCH_EVERY_SECONDS = 10;
    private static final int FRESH_MINUTES = 5;
    private static final int USABLE_MINUTES = 60;
    private static final int MOST_WAITING = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Callable<JWKSet> issuer;
    private final LongSupplier nanoTime;
    private final Semaphore places = new Semaphore(MOST_WAITING);
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "issuer-keys");
        thread.setDaemon(true);
        return thread;
    });

    private volatile @Nullable Fetched cached;
    private @Nullable Future<?> lastFetch;
    private long lastFetchAt;

    /**
     * @param keys as the issuer published them
     * @param at when, in nanoseconds
     */
    private record Fetched(JWKSet keys, long at) {}

    /**
     * Starts fetching them.
     *
     * @param issuer fetches all its keys, with a timeout
     * @param nanoTime the time, as {@link System#nanoTime}
     */
    public IssuerKeys(Callable<JWKSet> issuer, LongSupplier nanoTime) {
        this.issuer = issuer;
        this.nanoTime = nanoTime;
        refresh();
    }

    /**
     * @param selector of the key that signed a token
     * @return the matching keys; none if the issuer does not have it
     * @throws KeySourceException if that is unknown for now
     */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        List<JWK> found = find(selector);
        if (!found.isEmpty()) {
            if (age() > Duration.ofMinutes(FRESH_MINUTES).toNanos()) {
                refresh();
            }
            return found;
        }
        await(fetchIfDue());
        return find(selector);
    }

    private List<JWK> find(JWKSelector selector) {
        Fetched now = cached;
        return now == null || age() > Duration.ofMinutes(USABLE_MINUTES).toNanos()
                ? List.of()
                : selector.select(now.keys());
    }

    private long age() {
        Fetched now = cached;
        return now == null ? Long.MAX_VALUE : nanoTime.getAsLong() - now.at();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a fetch that fails is logged
    private void refresh() {
        fetchIfDue();
    }

    /** The fetch in progress; otherwise a new one if it is due; otherwise the last one. */
    private synchronized Future<?> fetchIfDue() {
        long now = nanoTime.getAsLong();
        Future<?> fetch = lastFetch;
        if (fetch == null
                || fetch.isDone()
                        && now - lastFetchAt
                                >= Duration.ofSeconds(FETCH_EVERY_SECONDS).toNanos()) {
            fetch = thread.submit(this::fetch);
            lastFetchAt = now;
            lastFetch = fetch;
        }
        return fetch;
    }

    private @Nullable Void fetch() throws Exception {
        try {
            JWKSet keys = issuer.call();
            cached = new Fetched(keys, nanoTime.getAsLong());
            return null;
        } catch (Exception e) {
            LOG.warn("The keys of the token issuer cannot be fetched: {}", e.toString());
            throw e;
        }
    }

    private void await(Future<?> fetch) throws KeySourceException {
        boolean waits = !fetch.isDone();
        if (waits && !places.tryAcquire()) {
            throw new KeySourceException("The issuer's keys are being fetched.");
        }
        try {
            fetch.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KeySourceException("The issuer's keys cannot be fetched.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeySourceException("The wait for the issuer's keys was interrupted.", e);
        } finally {
            if (waits) {
                places.release();
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
