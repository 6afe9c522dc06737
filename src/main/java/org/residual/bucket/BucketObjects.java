package org.residual.bucket;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of any bucket, by URIs such as {@code s3://photos/2024/cat.jpg}. Safe for use by many threads. */
public final class BucketObjects implements AutoCloseable {
    /** Long, since a call may wait for memory; a silent server is given up much earlier. */
    private static final Duration LONGEST_READ = Duration.ofHours(1);

    private final S3Settings settings;
    private final Map<String, S3Connection> connections = new ConcurrentHashMap<>();

    /**
     * @param settings for all buckets
     */
    public BucketObjects(S3Settings settings) {
        this.settings = settings;
    }

    /** Reads an object's content. */
    @FunctionalInterface
    public interface Reading<T> {
        /**
         * @param content of the object
         * @param size in bytes
         * @throws IOException if the connection breaks; the object is then read again
         */
        T read(InputStream content, long size) throws IOException;
    }

    /**
     * @param uri of a folder, a prefix of keys
     * @return the URIs of the objects below it in the order of their keys, listed page by page. Its methods throw a
     *     {@link BucketException} if it cannot be listed.
     * @throws IllegalArgumentException if the URI is invalid
     * @throws BucketException if it cannot be listed
     */
    public Iterator<String> list(String uri) {
        BucketLocation folder = BucketLocation.parse(uri);
        S3Connection connection = connection(folder);
        connection.requireCredentials();
        Iterator<S3Object> objects = explained(
                connection,
                () -> connection
                        .client()
                        .listObjectsV2Paginator(
                                request -> request.bucket(folder.bucket()).prefix(folder.prefix()))
                        .contents()
                        .iterator());
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return explained(connection, objects::hasNext);
            }

            @Override
            public String next() {
                return BucketLocation.SCHEME + folder.bucket() + "/"
                        + explained(connection, objects::next).key();
            }
        };
    }

    private static <T> T explained(S3Connection connection, Supplier<T> listing) {
        try {
            return listing.get();
        } catch (AbortedException e) {
            throw connection.interrupted(e);
        } catch (SdkException e) {
            throw connection.explained(e);
        }
    }

    /**
     * @param uri of an object
     * @param reading receives its content; again if the connection broke
     * @return its result; empty if there is no such object
     * @throws IllegalArgumentException if the URI is invalid
     * @throws BucketException if it cannot be read, for a reason other than the reading's
     * @throws RuntimeException thrown by the reading
     */
    public <T> Optional<T> read(String uri, Reading<T> reading) {
        BucketLocation location = BucketLocation.parse(uri);
        S3Connection connection = connection(location);
        connection.requireCredentials();
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(location.bucket())
                .key(uri.substring(
                        BucketLocation.SCHEME.length() + location.bucket().length() + 1))
                .overrideConfiguration(configuration -> configuration.apiCallTimeout(LONGEST_READ))
                .build();
        Outcome<T> outcome = new Outcome<>(reading);
        try {
            return Optional.of(connection.client().getObject(request, outcome::read));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (AbortedException e) {
            throw connection.interrupted(e);
        } catch (S3Exception e) {
            throw new BucketException(
                    S3Connection.isDenial(e)
                            ? "Access to " + uri + " was denied: " + S3Connection.said(e) + "."
                            : uri + " cannot be read: " + S3Connection.said(e) + ".",
                    e);
        } catch (SdkException e) {
            throw outcome.problem().orElseGet(() -> connection.explained(e));
        }
    }

    /** The client wraps exceptions of the reading. */
    private static final class Outcome<T> {
        private final Reading<T> reading;
        private Optional<RuntimeException> problem = Optional.empty();

        Outcome(Reading<T> reading) {
            this.reading = reading;
        }

        T read(GetObjectResponse response, InputStream content) {
            try {
                return reading.read(content, response.contentLength());
            } catch (IOException e) {
                throw RetryableException.create("The connection broke.", e);
            } catch (RuntimeException e) {
                problem = Optional.of(e);
                throw e;
            }
        }

        Optional<RuntimeException> problem() {
            return problem;
        }
    }

    private S3Connection connection(BucketLocation location) {
        return connections.computeIfAbsent(
                location.bucket(), bucket -> S3Connection.open(new BucketLocation(bucket, ""), settings));
    }

    @Override
    public void close() {
        connections.values().forEach(S3Connection::close);
    }
}
