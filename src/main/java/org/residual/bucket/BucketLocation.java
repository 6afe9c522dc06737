package org.residual.bucket;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The location of the models in an object store.
 *
 * @param bucket its name
 * @param prefix of the keys of all models: empty, or ending in a slash
 */
public record BucketLocation(String bucket, String prefix) {
    /** The scheme of such a location. */
    public static final String SCHEME = "s3://";

    private static final Pattern URI =
            Pattern.compile("s3://([A-Za-z0-9][A-Za-z0-9._-]{1,62})(?:/(.*))?", Pattern.DOTALL);

    /**
     * @param uri such as {@code s3://models/production}
     * @return the location
     * @throws IllegalArgumentException if the URI is invalid
     */
    public static BucketLocation parse(String uri) {
        Matcher matcher = URI.matcher(uri);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + uri + "' names no bucket: write s3://BUCKET or s3://BUCKET/PREFIX.");
        }
        String prefix = matcher.group(2) == null ? "" : matcher.group(2).replaceFirst("/+$", "");
        return new BucketLocation(matcher.group(1), prefix.isEmpty() ? "" : prefix + "/");
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + prefix;
    }
}
