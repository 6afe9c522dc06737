package org.residual.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes invalid inputs from valid ones, deterministically by seed. */
final class Mutator {
    private static final int LONGEST = 64 << 10;
    private static final int MOST_GOOD = 1_000;
    private static final int MOST_CHANGES = 6;
    private static final int LOOK_AT = 4 << 10;
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_-]{2,}|[\\[\\]{}\":,&*\\r\\n]+");
    private static final long[] EDGES = {
        0,
        1,
        2,
        -1,
        0x7f,
        0x80,
        0xff,
        0x100,
        0x7fff,
        0x8000,
        0xffff,
        0x10000,
        0xffffff,
        0x7fffffff,
        0x80000000L,
        0xffffffffL,
        0x100000000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private final Random random;
    private final List<byte[]> inputs;

    /**
     * @param inputs to begin with, at least one
     * @param seed of all random choices
     */
    Mutator(List<byte[]> inputs, long seed) {
        this.inputs = new ArrayList<>(inputs);
        this.random = new Random(seed);
    }

    /** Adds an input with a new outcome to the corpus. */
    void keep(byte[] input) {
        if (inputs.size() < MOST_GOOD) {
            inputs.add(input);
        }
    }

    byte[] next() {
        byte[] input = any();
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            input = changed(input);
        }
        return input.length <= LONGEST ? input : copy(input, 0, LONGEST);
    }

    private byte[] any() {
        return inputs.get(random.nextInt(inputs.size()));
    }

    private byte[] changed(byte[] input) {
        if (input.length == 0) {
            return any();
        }
        int at = random.nextInt(input.length);
        int length = 1 + random.nextInt(Math.min(input.length - at, random.nextBoolean() ? 8 : 1024));
        return switch (random.nextInt(11)) {
            case 0 -> flipped(input, at);
            case 1 -> replaced(input, at, 1, new byte[] {(byte) random.nextInt()});
            case 2 -> number(input, at);
            case 3 -> copy(input, 0, at);
            case 4 -> replaced(input, at, length, new byte[0]);
            case 5 -> replaced(input, at, 0, repeated(copy(input, at, at + length)));
            case 6 -> replaced(input, at, 0, noise(length));
            case 7 -> spliced(input, at);
            case 8 -> replaced(input, at, length, copy(input, random.nextInt(at + 1), at));
            case 9 -> withOtherText(input, NUMBER);
            default -> withOtherText(input, WORD);
        };
    }

    private byte[] flipped(byte[] input, int at) {
        byte[] flipped = input.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return flipped;
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] repeated(byte[] bytes) {
        ByteBuffer repeated = ByteBuffer.allocate(bytes.length * (1 + random.nextInt(random.nextBoolean() ? 2 : 64)));
        while (repeated.hasRemaining()) {
            repeated.put(bytes);
        }
        return repeated.array();
    }

    /** A length, an offset or a size, in any width and byte order. */
    private byte[] number(byte[] input, int at) {
        int width = 1 << random.nextInt(4);
        if (at + width > input.length) {
            return input;
        }
        ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer changed = ByteBuffer.wrap(input.clone()).order(order);
        long value = EDGES[random.nextInt(EDGES.length)];
        int nearby = random.nextInt(33) - 16;
        boolean near = random.nextBoolean();
        switch (width) {
            case 1 -> changed.put(at, (byte) (near ? changed.get(at) + nearby : value));
            case 2 -> changed.putShort(at, (short) (near ? changed.getShort(at) + nearby : value));
            case 4 -> changed.putInt(at, (int) (near ? changed.getInt(at) + nearby : value));
            default -> changed.putLong(at, near ? changed.getLong(at) + nearby : value);
        }
        return changed.array();
    }

    /** The beginning of one with the end of another. */
    private byte[] spliced(byte[] input, int at) {
        byte[] other = any();
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        return replaced(input, at, input.length - at, copy(other, from, other.length));
    }

    /** Replaces a number or word by another, of this input or of any. */
    private byte[] withOtherText(byte[] input, Pattern kind) {
        List<MatchResult> here = texts(input, kind);
        List<MatchResult> there = texts(random.nextBoolean() ? input : any(), kind);
        if (here.isEmpty() || there.isEmpty()) {
            return input;
        }
        MatchResult place = here.get(random.nextInt(here.size()));
        String text = kind == NUMBER && random.nextBoolean()
                ? Long.toString(EDGES[random.nextInt(EDGES.length)])
                : there.get(random.nextInt(there.size())).group();
        return replaced(input, place.start(), place.end() - place.start(), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static List<MatchResult> texts(byte[] input, Pattern kind) {
        String text = new String(input, 0, Math.min(input.length, LOOK_AT), StandardCharsets.ISO_8859_1);
        return kind.matcher(text).results().toList();
    }

    private static byte[] replaced(byte[] input, int at, int length, byte[] by) {
        return ByteBuffer.allocate(input.length - length + by.length)
                .put(input, 0, at)
                .put(by)
                .put(input, at + length, input.length - at - length)
                .array();
    }

    private static byte[] copy(byte[] input, int from, int to) {
        return Arrays.copyOfRange(input, from, to);
    }
}
