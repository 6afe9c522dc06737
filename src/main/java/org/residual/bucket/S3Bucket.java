package org.residual.bucket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** The objects of a bucket. Every call ends within a bounded time, whatever the server does. */
final class S3Bucket implements AutoCloseable {
    /** A slower connection is treated as broken. */
    private static final long LEAST_BYTES_A_SECOND = 100_000;

    /** Usually of a thousand objects each; a faulty server might list pages without end. */
    private static final int MOST_PAGES = 1_000;

    private static final int MOST_OBJECTS = 100_000;

    private static final int BUFFER_BYTES = 1 << 16;

    private final S3Connection connection;
    private final BucketLocation location;
    private final Runnable progress;

    private S3Bucket(S3Connection connection, Runnable progress) {
        this.connection = connection;
        this.location = connection.location();
        this.progress = progress;
    }

    /**
     * @param progress runs repeatedly while data arrives
     * @throws BucketException if no region is known
     */
    static S3Bucket open(BucketLocation location, S3Settings settings, Runnable progress) {
        return new S3Bucket(S3Connection.open(location, settings), progress);
    }

    /**
     * @return all objects below the prefix
     * @throws BucketException if they cannot be listed, with the reason, or are too many
     */
    List<StoredObject> list() {
        connection.requireCredentials();
        List<StoredObject> objects = new ArrayList<>();
        int pages = 0;
        try {
            for (ListObjectsV2Response page : connection
                    .client()
                    .listObjectsV2Paginator(
                            request -> request.bucket(location.bucket()).prefix(location.prefix()))) {
                page.contents().forEach(object -> objects.add(stored(object)));
                pages++;
                progress.run();
                requireEnd(objects.size(), pages);
            }
            return objects;
        } catch (AbortedException e) {
            throw connection.interrupted(e);
        } catch (SdkException e) {
            throw connection.explained(e);
        }
    }

    private StoredObject stored(S3Object object) {
        if (object.key() == null || object.eTag() == null || object.size() == null || object.size() < 0) {
            throw new BucketException(
                    location + " cannot be listed: the server lists an object without a key, size or entity tag.");
        }
        return new StoredObject(object.key(), Revision.of(object.eTag(), object.size()));
    }

    private void requireEnd(int objects, int pages) {
        if (objects > MOST_OBJECTS || pages > MOST_PAGES) {
            throw new BucketException(
                    location + " cannot be listed: there are more than " + objects + " objects on " + pages
                            + " pages, and at most " + MOST_OBJECTS + " on " + MOST_PAGES
                            + " are read. Put the models under a prefix of their own.");
        }
    }

    /**
     * @param object as listed
     * @param file receives its content
     * @throws UnavailableObjectException if it cannot be read as listed
     * @throws BucketException if the thread was interrupted
     */
    void download(StoredObject object, Path file) {
        Duration atMost = connection.longestCall().plusSeconds(object.revision().size() / LEAST_BYTES_A_SECOND);
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(location.bucket())
                .key(object.key())
                .checksumMode(ChecksumMode.ENABLED)
                // An object that was changed meanwhile is listed differently the next time.
                .ifMatch('"' + object.revision().etag() + '"')
                .overrideConfiguration(configuration -> configuration.apiCallTimeout(atMost))
                .build();
        Content content;
        try {
            content = connection.client().getObject(request, (response, body) -> copy(response, body, file));
        } catch (AbortedException e) {
            throw connection.interrupted(e);
        } catch (S3Exception e) {
            throw new UnavailableObjectException("the server says " + S3Connection.said(e), e);
        } catch (SdkClientException e) {
            throw new UnavailableObjectException(
                    String.valueOf(S3Connection.rootOf(e).getMessage()), e);
        }
        content.require(object.revision());
    }

    /** The content received: its size, its MD5, and the server's headers. */
    private record Content(long size, byte[] md5, GetObjectResponse response) {
        void require(Revision revision) {
            if (!revision.etag().equals(Revision.of(response.eTag(), size).etag())) {
                throw new UnavailableObjectException("its content was changed meanwhile");
            }
            if (size != revision.size()) {
                throw new UnavailableObjectException(size + " of " + revision.size() + " came");
            }
            if (!wasChecked() && hasMd5(revision) && !revision.isMd5(md5)) {
                throw new UnavailableObjectException(
                        "the content received does not match the MD5 in its entity tag " + revision.etag());
            }
        }

        /**
         * Whether the client has compared the content with a checksum of all of it; a checksum of parts contains a
         * dash.
         */
        private boolean wasChecked() {
            return Stream.of(
                            response.checksumSHA256(),
                            response.checksumSHA1(),
                            response.checksumCRC32C(),
                            response.checksumCRC32())
                    .anyMatch(checksum -> checksum != null && !checksum.contains("-"));
        }

        /** The tag of an object that is encrypted with a KMS key says nothing about its content. */
        private boolean hasMd5(Revision revision) {
            return revision.mayBeMd5()
                    && (response.serverSideEncryption() == null
                            || response.serverSideEncryption() == ServerSideEncryption.AES256);
        }
    }

    private Content copy(GetObjectResponse response, InputStream body, Path file) throws IOException {
        MessageDigest md5 = md5();
        long size = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                if (Thread.currentThread().isInterrupted()) {
                    throw AbortedException.create("interrupted");
                }
                progress.run();
                md5.update(buffer, 0, count);
                out.write(buffer, 0, count);
                size += count;
            }
        }
        return new Content(size, md5.digest(), response);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5.", e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
