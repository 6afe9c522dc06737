package org.residual.bucket;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A connection to a bucket, and the messages about its failures.
 *
 * @param location of the bucket and prefix
 * @param longestCall longest duration of a call to a silent server
 */
record S3Connection(BucketLocation location, Duration longestCall, AwsCredentialsProvider credentials, S3Client client)
        implements AutoCloseable {
    /** How often a call is retried while the server is silent. */
    private static final int SILENCES = 3;

    private static final int FORBIDDEN = 403;
    private static final int MOVED = 301;

    /**
     * @throws BucketException if no region is known
     */
    static S3Connection open(BucketLocation location, S3Settings settings) {
        AwsCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().build();
        Duration longest = settings.timeout().multipliedBy(SILENCES);
        S3ClientBuilder builder = S3Client.builder()
                .credentialsProvider(credentials)
                .region(region(location, settings))
                .forcePathStyle(settings.pathStyle())
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(settings.timeout())
                        .socketTimeout(settings.timeout()))
                .overrideConfiguration(configuration -> configuration.apiCallTimeout(longest));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return new S3Connection(location, longest, credentials, builder.build());
    }

    private static Region region(BucketLocation location, S3Settings settings) {
        if (settings.region().isPresent()) {
            return Region.of(settings.region().get());
        }
        // Servers other than Amazon's have no regions, and machines elsewhere have no metadata service to ask.
        AwsRegionProvider provider = settings.endpoint().isPresent()
                ? new AwsRegionProviderChain(
                        new SystemSettingsRegionProvider(), new AwsProfileRegionProvider(), () -> Region.US_EAST_1)
                : new DefaultAwsRegionProviderChain();
        try {
            return provider.getRegion();
        } catch (SdkClientException e) {
            throw new BucketException(
                    "There is no region for " + location + ": set residual.store.s3.region or AWS_REGION.", e);
        }
    }

    /** Checked here, since the client's own message fills a screen. */
    void requireCredentials() {
        try {
            credentials.resolveCredentials();
        } catch (SdkClientException e) {
            throw new BucketException(
                    "There are no credentials for " + location
                            + ": set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or any other source "
                            + "that AWS's SDKs support.",
                    e);
        }
    }

    BucketException interrupted(AbortedException e) {
        Thread.currentThread().interrupt();
        return new BucketException(location + " was not read completely.", e);
    }

    BucketException explained(SdkException e) {
        if (e instanceof NoSuchBucketException) {
            return new BucketException("There is no bucket '" + location.bucket() + "'.", e);
        }
        if (e instanceof S3Exception answer && isDenial(answer)) {
            return new BucketException("Access to " + location + " was denied: " + said(answer) + ".", e);
        }
        if (e instanceof S3Exception answer && answer.statusCode() == MOVED) {
            return new BucketException(
                    location + " is in another region: set residual.store.s3.region or AWS_REGION.", e);
        }
        if (e instanceof S3Exception answer) {
            return new BucketException(location + " cannot be listed: " + said(answer) + ".", e);
        }
        return new BucketException(location + " cannot be read: " + rootOf(e) + ".", e);
    }

    static boolean isDenial(S3Exception answer) {
        return answer.statusCode() == FORBIDDEN;
    }

    static Throwable rootOf(Throwable e) {
        return e.getCause() == null ? e : rootOf(e.getCause());
    }

    static String said(S3Exception answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        return "status " + answer.statusCode()
                + (details == null || details.errorCode() == null ? "" : ", " + details.errorCode());
    }

    @Override
    public void close() {
        client.close();
    }
}
