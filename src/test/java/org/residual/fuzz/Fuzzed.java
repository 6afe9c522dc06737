package org.residual.fuzz;

import java.io.IOException;

/** What Jazzer calls, with each of its inputs. */
public final class Fuzzed {
    private static Promise promise;

    private Fuzzed() {}

    /**
     * @param arguments the name of the target
     */
    public static void fuzzerInitialize(String[] arguments) throws IOException {
        promise = new Promise(FuzzTarget.valueOf(arguments[0]).newSubject());
    }

    /**
     * @param input anything
     */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        promise.hold(input);
    }
}
