package org.residual.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.residual.support.UsualLog;

/**
 * No external data breaks a reader. {@code -Dfuzz.inputs=}, {@code -Dfuzz.seed=} and {@code -Dfuzz.target=} set the
 * number of inputs, the seed, and a single target.
 */
@ExtendWith(UsualLog.class)
class FuzzTest {
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 2_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final String ONLY = System.getProperty("fuzz.target", "");
    private static final Path BROKEN = Path.of("target/fuzz");
    private static final int ENOUGH_TO_TELL_OUTCOMES_APART = 60;
    private static final Pattern DETAILS = Pattern.compile("[0-9]+|'.*?'");

    @TestFactory
    Stream<DynamicContainer> holdsWhatIsPromisedOfAnyInput() {
        return Stream.of(FuzzTarget.values())
                .filter(target -> ONLY.isEmpty() || target.lowerCase().equals(ONLY))
                .map(target -> DynamicContainer.dynamicContainer(target.name(), tests(target)));
    }

    private static Stream<DynamicTest> tests(FuzzTarget target) {
        Promise promise = promise(target);
        Stream<DynamicTest> corpus = target.corpus().stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(), () -> promise.hold(Files.readAllBytes(file))));
        DynamicTest mutated = DynamicTest.dynamicTest(
                INPUTS + " inputs with the seed " + SEED, () -> hold(target, promise, INPUTS, SEED));
        // JUnit closes the stream after the tests.
        return Stream.concat(corpus, Stream.of(mutated)).onClose(promise::close);
    }

    private static Promise promise(FuzzTarget target) {
        try {
            return new Promise(target.newSubject());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void hold(FuzzTarget target, Promise promise, int inputs, long seed) throws IOException {
        Mutator mutator = new Mutator(contents(target.corpus()), seed);
        Set<String> outcomes = new HashSet<>();
        for (int i = 0; i < inputs; i++) {
            byte[] input = mutator.next();
            try {
                if (outcomes.add(kind(promise.hold(input)))) {
                    mutator.keep(input);
                }
            } catch (Throwable fault) {
                throw new AssertionError("Broken by " + written(target, input) + ".", fault);
            }
        }
    }

    private static String kind(String outcome) {
        String kind = DETAILS.matcher(outcome).replaceAll("");
        return kind.substring(0, Math.min(kind.length(), ENOUGH_TO_TELL_OUTCOMES_APART));
    }

    private static List<byte[]> contents(List<Path> files) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (Path file : files) {
            contents.add(Files.readAllBytes(file));
        }
        return contents;
    }

    /** Writes it into a file, to be examined and added to the corpus. */
    private static Path written(FuzzTarget target, byte[] input) throws IOException {
        Path folder = Files.createDirectories(BROKEN.resolve(target.lowerCase()));
        return Files.write(folder.resolve(HexFormat.of().toHexDigits(Arrays.hashCode(input))), input);
    }
}
