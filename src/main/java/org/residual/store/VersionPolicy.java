package org.residual.store;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which versions of a model are held.
 *
 * @param most how many that are ready, the highest first
 * @param listed those that may be; empty stands for any
 */
public record VersionPolicy(int most, Set<Integer> listed) {
    private static final Pattern LATEST = Pattern.compile("latest(?::([1-9][0-9]{0,4}))?");
    private static final Pattern LIST = Pattern.compile("[1-9][0-9]{0,8}(,[1-9][0-9]{0,8})*");

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
        if (LIST.matcher(text).matches()) {
            Set<Integer> listed = new TreeSet<>();
            Arrays.stream(text.split(",")).map(Integer::valueOf).forEach(listed::add);
            return new VersionPolicy(Integer.MAX_VALUE, listed);
        }
        if (text.equals("all")) {
            return all();
        }
        throw new IllegalArgumentException("'" + text
                + "' says not which versions to hold: write all, latest, latest:3, or versions such as 2,5.");
    }

    boolean mayBeHeld(int version) {
        return listed.isEmpty() || listed.contains(version);
    }
}
