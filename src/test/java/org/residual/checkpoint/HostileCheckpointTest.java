package org.residual.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.residual.checkpoint.CheckpointFiles.archive;
import static org.residual.checkpoint.CheckpointFiles.dictionary;
import static org.residual.checkpoint.CheckpointFiles.pickle;
import static org.residual.checkpoint.CheckpointFiles.stored;
import static org.residual.checkpoint.CheckpointFiles.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.fuzz.Allocations;
import org.residual.store.file.InvalidModelException;

/** Malicious files. */
class HostileCheckpointTest {
    private static final int SMALL_CHANGE = 8 << 20;
    private static final int MOST_BYTES_A_BYTE = 400;

    @TempDir
    private Path directory;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("bad.pt"), bytes);
    }

    private void assertRefused(byte[] bytes, String reason) throws IOException {
        Path file = file(bytes);
        long before = Allocations.ofThisThread();
        assertThatThrownBy(() -> Checkpoint.read(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith("bad.pt: ")
                .hasMessageContaining(reason);
        assertThat(Allocations.ofThisThread() - before)
                .isLessThan(SMALL_CHANGE + (long) MOST_BYTES_A_BYTE * bytes.length);
    }

    @Test
    void readsTheFileThatTheOthersAreMadeOf() throws IOException {
        Path file = file(archive(pickle(dictionary("w", tensor()) + ".")));
        assertThat(Checkpoint.read(file).tensors()).containsOnlyKeys("w");
    }

    static Stream<Arguments> pickles() {
        String size = "a tensor's sizes and strides must be at most 64 whole numbers of 0 or more";
        String beyond = "reaches beyond its storage of 4 elements";
        String underflow = "takes more from its stack than it holds";
        return Stream.of(
                arguments("cos\nsystem\n(U\4echotR.", "it holds os.system, which is code"),
                arguments("cposix\nsystem\n(U\4echotR.", "it holds posix.system"),
                arguments("c__builtin__\neval\n(U\0011tR.", "it holds builtins.eval"),
                arguments("cbuiltins\nexec\n.", "it holds builtins.exec"),
                arguments("ctorch\nload\n.", "it holds torch.load"),
                arguments("ctorch.storage\n_load_from_bytes\n.", "it holds torch.storage._load_from_bytes"),
                arguments("ctorch.hub\nload_state_dict_from_url\n.", "it holds torch.hub.load_state_dict_from_url"),
                arguments("ctorch\nFloatStorage.__class__\n.", "it holds torch.FloatStorage.__class__"),
                arguments("c\33[2J\n\7\n.", "it holds ?[2J.?,"),
                arguments("c" + "x".repeat(500) + "\nf\n.", "it holds " + "x".repeat(60) + "…, which"),
                arguments("(ios\nsystem\n.", "the instruction 0x69 at byte 3,"),
                arguments("(cargparse\nNamespace\no.", "the instruction 0x6f"),
                arguments("\2220cos\nsystem\n.", "the instruction 0x92"),
                arguments("U\2osU\6system\223.", "the instruction 0x93"),
                arguments("\2021.", "the instruction 0x82"),
                arguments("P0\n.", "the instruction 0x50"),
                arguments("K\1" + "2".repeat(1000) + ".", "the instruction 0x32"),
                arguments("\216\377\377\377\377\377\377\377\177.", "the instruction 0x8e"),
                arguments("\200\5.", "the pickle is of protocol 5"),
                arguments("", "the pickle ends at byte 2"),
                arguments("}", "the pickle ends at byte 3"),
                arguments("}X\377\377\377\377w", "the pickle ends at byte 9"),
                arguments("}X\0\0\0\200w", "the pickle ends"),
                arguments("U\377w.", "the pickle ends"),
                arguments("\212\377w.", "the pickle ends"),
                arguments("G\0\0.", "the pickle ends"),
                arguments("ctorch", "the pickle ends"),
                arguments("X\1\0\0\0\377.", "text that is not UTF-8"),
                arguments("h\1.", "refers to a missing object"),
                arguments("j\377\377\377\377.", "refers to a missing object"),
                arguments(".", underflow),
                arguments("0.", "the instruction 0x30"),
                arguments("q\0.", underflow),
                arguments("K\1(\205.", underflow),
                arguments("K\1(s.", underflow),
                arguments("K\1(R.", underflow),
                arguments("K\1(Q.", underflow),
                arguments("t.", "no mark"),
                arguments("u.", "no mark"),
                arguments("(tt.", "no mark"),
                arguments("K\1K\2a.", "appends to something"),
                arguments(")K\2a.", "appends to something"),
                arguments("}(K\1e.", "appends to something"),
                arguments("]K\1K\2s.", "puts items into something"),
                arguments("}(K\1u.", "a key without a value"),
                arguments("K\1}b.", "sets attributes of something"),
                arguments(tensor() + "}b.", "sets attributes of something"),
                arguments("ctorch\nFloatStorage\n}b.", "sets attributes of something"),
                arguments("K\1)R.", "calls an object that is not a function"),
                arguments("ctorch\nFloatStorage\n)R.", "calls an object that is not a function"),
                arguments("ctorch\nFloatStorage\n)\201.", "calls an object that is not a function"),
                arguments("ccollections\nOrderedDict\n]R.", "calls an object that is not a function"),
                arguments("ccollections\nOrderedDict\n]\205R.", "an OrderedDict has other arguments"),
                arguments("ctorch\nSize\n)R.", "a parameter has other arguments"),
                arguments("ctorch._utils\n_rebuild_tensor_v2\n)R.", "a tensor has other arguments"),
                arguments("ctorch._tensor\n_rebuild_from_type_v2\n)R.", "a tensor has other arguments"),
                arguments(
                        "ctorch._tensor\n_rebuild_from_type_v2\nq\0(h\0h\0(h\0h\0)NtNtR.",
                        "a tensor has other arguments"),
                arguments("U\7storageQ.", "external object that is not a storage"),
                arguments("K\1Q.", "external object that is not a storage"),
                arguments(")Q.", "external object that is not a storage"),
                arguments(
                        "(U\6modulectorch\nFloatStorage\nU\0010U\3cpuK\4tQ.", "external object that is not a storage"),
                arguments(
                        tensor("J\377\377\377\377", "K\0", "K\4\205", "K\1\205"),
                        "external object that is not a storage"),
                arguments(tensor("K\4", "K\1", "K\4\205", "K\1\205"), beyond),
                arguments(tensor("K\4", "K\4", "K\1\205", "K\1\205"), beyond),
                arguments(tensor("K\4", "K\5", "K\0\205", "K\1\205"), beyond),
                arguments(tensor("K\4", "J\377\377\377\377", "K\4\205", "K\1\205"), beyond),
                arguments(tensor("K\4", "\212\10\0\0\0\0\0\0\0\200", "K\4\205", "K\1\205"), beyond),
                arguments(tensor("K\4", "\212\10\377\377\377\377\377\377\377\177", "K\4\205", "K\1\205"), "too large"),
                arguments(tensor("K\4", "K\0", "K\4\205", "K\2\205"), beyond),
                arguments(tensor("K\4", "K\0", "K\4\205", "\212\10\377\377\377\377\377\377\377\177\205"), "too large"),
                arguments(tensor("K\4", "K\0", "K\4\205", "J\377\377\377\377\205"), size),
                arguments(tensor("K\4", "K\0", "J\377\377\377\377\205", "K\1\205"), size),
                arguments(tensor("K\4", "K\0", "\212\11\0\0\0\0\0\0\0\0\1\205", "K\1\205"), size),
                arguments(tensor("K\4", "K\0", "K\4", "K\1\205"), size),
                arguments(tensor("K\4", "K\0", "]K\4a", "K\1\205"), size),
                arguments(tensor("K\4", "K\0", "(" + "K\1".repeat(65) + "t", "(" + "K\1".repeat(65) + "t"), size),
                arguments(
                        tensor("K\4", "K\0", "K\2K\2\206", "K\1\205"), "another number of dimensions than of strides"),
                arguments(
                        tensor("K\4", "K\0", "(" + "J\0\0\0\100".repeat(3) + "t", "K\0K\0K\0\207"),
                        "is too large to count"));
    }

    @ParameterizedTest
    @MethodSource("pickles")
    void refusesAPickleThatIsNoStateDict(String instructions, String reason) throws IOException {
        assertRefused(archive(pickle(instructions)), reason);
    }

    static Stream<Arguments> tensors() {
        return Stream.of(
                arguments(tensor("K\5", "K\0", "K\5\205", "K\1\205"), "the storage '0' has 16 bytes, not 5 elements"),
                arguments(tensor("K\3", "K\0", "K\3\205", "K\1\205"), "the storage '0' has 16 bytes, not 3 elements"),
                arguments(
                        tensor("J\377\377\377\177", "K\0", "K\4\205", "K\1\205"),
                        "the storage '0' has 16 bytes, not 2147483647 elements"),
                arguments(
                        tensor("K\4", "K\0", "J\377\377\377\177\205", "K\0\205"),
                        "repeat the same numbers until they take more than twice the file"),
                arguments(
                        tensor().replace("U\0010", "U\020../../etc/passwd"),
                        "there is no 'data/../../etc/passwd' in the zip archive"),
                arguments("K\1", "it holds more than tensors, such as 'w'"),
                arguments("N", "it holds more than tensors, such as 'w'"));
    }

    @ParameterizedTest
    @MethodSource("tensors")
    void refusesATensorThatTheFileDoesNotHold(String tensor, String reason) throws IOException {
        assertRefused(archive(pickle(dictionary("w", tensor) + ".")), reason);
    }

    @Test
    void refusesManyTensorsThatShareOneStorage() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        StringBuilder views = new StringBuilder("}(U\1a")
                .append(tensor("M\0\100", "K\0", "M\0\100\205", "K\1\205"))
                .append("q\0U\1bh\0U\1ch\0u.");
        files.put("archive/data.pkl", pickle(views.toString()));
        files.put("archive/data/0", new byte[0x4000 * Float.BYTES]);
        assertRefused(stored(files), "repeat the same numbers until they take more than twice the file");
    }

    @Test
    void readsADictionaryThatHoldsItself() throws IOException {
        assertRefused(archive(pickle("}q\0U\1xh\0s.")), "it holds more than tensors, such as 'x'");
        assertRefused(archive(pickle("]q\0h\0a.")), "it holds no dictionary of tensors");
        assertRefused(archive(pickle("}]q\0h\0aK\1s.")), "keys that are not text");
    }

    /** Doubles with each level, for code that traverses it or computes its hash. */
    @Test
    void takesNoMoreTimeForWhatIsNestedThanForWhatIsNot() throws IOException {
        String bomb = ")q\0" + "h\0h\0\206q\0".repeat(5_000);
        assertRefused(archive(pickle(bomb + ".")), "it holds no dictionary of tensors");
        assertRefused(archive(pickle("}(" + bomb + "K\1u.")), "keys that are not text");
        assertRefused(archive(pickle(dictionary("w", "(" + bomb + "t") + ".")), "it holds more than tensors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "]", "}", ")", "K\0", "(((]", "N\205", "K\0q\0", "]q\0a"})
    void takesMemoryOfTheLengthOfThePickleHoweverItIsNested(String instructions) throws IOException {
        String pickle = instructions.equals("N\205") ? "N" + "\205".repeat(1_000_000) : instructions.repeat(250_000);
        assertRefused(archive(pickle("N" + pickle + "N.")), "");
    }

    @Test
    void takesMemoryOfTheLengthOfThePickleForItsMemo() throws IOException {
        ByteArrayOutputStream puts = new ByteArrayOutputStream();
        puts.writeBytes(pickle("N"));
        for (int i = 0; i < 200_000; i++) {
            puts.write('r');
            puts.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(-i * 19_937)
                    .array());
        }
        puts.write('.');
        assertRefused(archive(puts.toByteArray()), "it holds no dictionary of tensors");
    }

    private static byte[] compressed(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return archive.toByteArray();
    }

    @Test
    void refusesAZipBomb() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("archive/data.pkl", pickle(dictionary("w", tensor()) + "."));
        files.put("archive/data/0", new byte[50_000_000]);
        byte[] bomb = compressed(files);
        files.clear();
        assertRefused(bomb, "is compressed, which torch.save does not do");
    }

    private static void replace(byte[] bytes, String text, String other) {
        byte[] from = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] to = other.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i + from.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + from.length, from, 0, from.length)) {
                System.arraycopy(to, 0, bytes, i, to.length);
            }
        }
    }

    private static byte[] good() throws IOException {
        return archive(pickle(dictionary("w", tensor()) + "."));
    }

    @Test
    void refusesEntriesThatOverlap() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("archive/data.pkl", pickle("}."));
        files.put("archive/data/0", new byte[20_000]);
        files.put("archive/data/1", new byte[0]);
        byte[] zip = stored(files);
        ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int second = directoryEntry(zip, 1);
        int third = directoryEntry(zip, 2);
        // The same bytes again: sizes and position of the previous ones.
        bytes.put(third + 16, zip, second + 16, 12);
        bytes.putInt(third + 42, bytes.getInt(second + 42));
        assertRefused(zip, "are larger than the file, or overlap");
    }

    private static int directoryEntry(byte[] zip, int number) {
        ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int at = bytes.getInt(zip.length - 6);
        for (int i = 0; i < number; i++) {
            at += 46 + bytes.getShort(at + 28) + bytes.getShort(at + 30) + bytes.getShort(at + 32);
        }
        return at;
    }

    @Test
    void refusesAnEntryThatIsLargerThanTheFile() throws IOException {
        byte[] zip = good();
        ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int entry = directoryEntry(zip, 1);
        bytes.putInt(entry + 20, 0x7ffffffe).putInt(entry + 24, 0x7ffffffe);
        assertRefused(zip, "");
    }

    /** In the format for large archives, which has room for such numbers. */
    @ParameterizedTest
    @ValueSource(longs = {0x7ffffffe, 0x7ffffffffffffffeL, -1})
    void takesNoMemoryForEntriesThatAreOnlySaidToBeThere(long count) throws IOException {
        byte[] zip = good();
        ByteBuffer old = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int end = zip.length - 22;
        byte[] large = ByteBuffer.allocate(zip.length + 76)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(zip, 0, end)
                .putInt(0x06064b50)
                .putLong(44)
                .putInt(0x002d002d)
                .putLong(0)
                .putLong(count)
                .putLong(count)
                .putLong(old.getInt(end + 12))
                .putLong(old.getInt(end + 16))
                .putInt(0x07064b50)
                .putInt(0)
                .putLong(end)
                .putInt(1)
                .putInt(0x06054b50)
                .putInt(0)
                .putInt(-1)
                .putInt(-1)
                .putInt(-1)
                .putShort((short) 0)
                .array();
        Path file = file(large);
        long before = Allocations.ofThisThread();
        assertThat(Checkpoint.read(file).tensors()).containsOnlyKeys("w");
        assertThat(Allocations.ofThisThread() - before).isLessThan(SMALL_CHANGE);
    }

    @Test
    void refusesTwoEntriesOfOneName() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("archive/data.pkl", pickle(dictionary("w", tensor()) + "."));
        files.put("archive/data/0", new byte[16]);
        files.put("archive/data/1", new byte[16]);
        byte[] zip = stored(files);
        replace(zip, "archive/data/1", "archive/data/0");
        assertRefused(zip, "two entries with the name 'archive/data/0'");
    }

    @Test
    void refusesAnArchiveWithoutAPickleOrWithTwo() throws IOException {
        String reason = "a zip archive of another program than torch.save";
        assertRefused(stored(Map.of("data.pkl", pickle("."))), reason);
        assertRefused(stored(Map.of("a/b/data.pkl", pickle("."))), reason);
        assertRefused(stored(Map.of("../data.pkl", pickle("."), "a/data.pkl", pickle("."))), reason);
        assertRefused(stored(Map.of("readme.txt", new byte[9])), reason);
        assertRefused(stored(Map.of("weight.npy", new byte[9])), "an archive of NumPy arrays");
    }

    @Test
    void refusesAChangedByte() throws IOException {
        byte[] zip = good();
        replace(zip, "FloatStorage", "LongStorage\n");
        assertRefused(zip, "'data.pkl' in the zip archive does not match its checksum: the file is damaged");
    }

    @Test
    void refusesAFileThatIsCutAnywhere() throws IOException {
        byte[] whole = good();
        for (int length = 4; length < whole.length; length += 7) {
            assertRefused(Arrays.copyOf(whole, length), "the zip archive is damaged or truncated");
        }
    }
}
