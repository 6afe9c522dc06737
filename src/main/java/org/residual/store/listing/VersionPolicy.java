package org.residual.store.listing;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.residual.store.file.VersionFolder;

/**
 * Which versions of a model are held.
 *
 * @param most how many ready ones, the highest first
 * @param listed the only candidates; empty for all
 */
public record VersionPolicy(int most, Set<Long> listed) {
    private static final Pattern LATEST = Pattern.compile("latest(?::([1-9][0-9]{0,4}))?");

    /** Copies the set. */
    public VersionPolicy {
        listed = Set.copyOf(listed);
    }

    /** All of them. */
    public static VersionPolicy all() {
        return new VersionPolicy(Integer.MAX_VALUE, Set.of());
    }

    /**
     * @param text {@code all}, {@code latest}, {@code latest:3}, or versions such as {@code 2,5}
     * @return the policy
     * @throws IllegalArgumentException if it is none of these
     */
    public static VersionPolicy parse(String text) {
        var latest = LATEST.matcher(text);
        if (latest.matches()) {
            return new VersionPolicy(latest.group(1) == null ? 1 : Integer.parseInt(latest.group(1)), Set.of());
        }
        if (text.equals("all")) {
            return all();
        }
        List<String> names = List.of(text.split(",", -1));
        if (names.stream().allMatch(name -> VersionFolder.number(name).isPresent())) {
            return new VersionPolicy(
                    Integer.MAX_VALUE, names.stream().map(Long::valueOf).collect(Collectors.toSet()));
        }
        throw new IllegalArgumentException("'" + text
                + "' is not a valid choice of versions: use all, latest, latest:3, or versions such as 2,5.");
    }

    public boolean mayBeHeld(long version) {
        return listed.isEmpty() || listed.contains(version);
    }
}
