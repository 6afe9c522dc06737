package org.residual.bucket;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in an object store the models are.
 *
 * @param bucket its name
 * @param prefix what the keys of all models begin with: empty, or ending in a slash
 */
public record BucketLocation(String bucket, String prefix) {
    /** What such a location begins with. */
    public static final String SCHEME = "s3://";

    private static final Pattern URI =
            Pattern.compile("s3://([A-Za-z0-9][A-Za-z0-9._-]{1,62})(?:/(.*))?", Pattern.DOTALL);

    /**
     * @param uri such as {@code s3://models/production}
     * @return the location
     * @throws IllegalArgumentException if it is none
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
