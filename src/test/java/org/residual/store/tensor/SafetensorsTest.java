package org.residual.store.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.store.file.InvalidModelException;

class SafetensorsTest {
    private static final String ONE_NUMBER = "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}";

    @TempDir
    private Path directory;

    /** A file with that header, single quotes standing for double ones, and that data. */
    private Path file(String header, byte... data) throws IOException {
        return file(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8), data);
    }

    private Path file(byte[] header, byte... data) throws IOException {
        return raw(ByteBuffer.allocate(8 + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .put(data)
                .array());
    }

    private Path raw(byte... bytes) throws IOException {
        return Files.write(directory.resolve("some.safetensors"), bytes);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] bytes(StoredTensor tensor) {
        byte[] bytes = new byte[tensor.data().remaining()];
        tensor.data().duplicate().get(bytes);
        return bytes;
    }

    private static int[] floatBits(StoredTensor tensor) {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] values = tensor.toFloat32(manager).toFloatArray();
            int[] bits = new int[values.length];
            Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
            return bits;
        }
    }

    private static int[] bitsOf(float... values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }

    @Test
    void readsFloat32ToTheBit() throws IOException {
        Path file = file(
                "{'x':{'dtype':'F32','shape':[2,3],'data_offsets':[0,24]}}",
                bytes("0000803f 000000c0 00000080 01000000 ffff7f7f 0000807f"));
        StoredTensor tensor = Safetensors.map(file).get("x");
        assertThat(tensor.shape()).isEqualTo(new Shape(2, 3));
        assertThat(floatBits(tensor))
                .isEqualTo(bitsOf(1, -2, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.POSITIVE_INFINITY));
    }

    @Test
    void readsFloat16ToTheValue() throws IOException {
        Path file = file(
                "{'x':{'dtype':'F16','shape':[8],'data_offsets':[0,16]}}",
                bytes("003c 00c0 0080 0100 ff03 ff7b 5535 00fc"));
        float step = 0x1p-24f;
        assertThat(floatBits(Safetensors.map(file).get("x")))
                .isEqualTo(bitsOf(1, -2, -0f, step, 1023 * step, 65504, 1365 / 4096f, Float.NEGATIVE_INFINITY));
    }

    @Test
    void readsBfloat16ToTheValue() throws IOException {
        Path file = file(
                "{'x':{'dtype':'BF16','shape':[6],'data_offsets':[0,12]}}", bytes("803f 00c0 0080 0100 7f7f 4940"));
        assertThat(floatBits(Safetensors.map(file).get("x")))
                .isEqualTo(bitsOf(1, -2, -0f, 0x1p-133f, 0x1.fep127f, 3.140625f));
    }

    @Test
    void keepsWholeNumbersAsTheyAreStored() throws IOException {
        byte[] data = bytes("0500000000000000 ffffffffffffffff");
        StoredTensor tensor = Safetensors.map(file("{'t':{'dtype':'I64','shape':[2],'data_offsets':[0,16]}}", data))
                .get("t");
        assertThat(tensor.type()).isEqualTo(DataType.INT64);
        assertThat(tensor.data().getLong(0)).isEqualTo(5);
        assertThat(tensor.data().getLong(8)).isEqualTo(-1);
        assertThatThrownBy(() -> floatBits(tensor))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("I64");
    }

    @Test
    void readsWhatOtherSoftwareMayWrite() throws IOException {
        Path file = file(
                " {'b':{'data_offsets':[8,12],'shape':[1],'dtype':'F32'},\n '__metadata__':{'format':'pt'},"
                        + "'a':{'dtype':'F32','shape':[2,1],'data_offsets':[0,8], 'more': true}}      ",
                bytes("0000803f 00000040 00004040"));
        Map<String, StoredTensor> tensors = Safetensors.map(file);
        assertThat(tensors).containsOnlyKeys("a", "b");
        assertThat(floatBits(tensors.get("a"))).isEqualTo(bitsOf(1, 2));
        assertThat(floatBits(tensors.get("b"))).isEqualTo(bitsOf(3));
    }

    @Test
    void readsScalarsAndTensorsOfNoElement() throws IOException {
        Path file = file(
                "{'none':{'dtype':'F32','shape':[3,0],'data_offsets':[0,0]},"
                        + "'scalar':{'dtype':'F32','shape':[],'data_offsets':[0,4]},"
                        + "'end':{'dtype':'F32','shape':[0],'data_offsets':[4,4]}}",
                bytes("0000003f"));
        Map<String, StoredTensor> tensors = Safetensors.map(file);
        assertThat(tensors.get("none").shape()).isEqualTo(new Shape(3, 0));
        assertThat(tensors.get("none").data().remaining()).isZero();
        assertThat(tensors.get("scalar").shape()).isEqualTo(new Shape());
        assertThat(floatBits(tensors.get("scalar"))).isEqualTo(bitsOf(0.5f));
        assertThat(tensors.get("end").data().remaining()).isZero();
    }

    @Test
    void readsAFileOfNoTensor() throws IOException {
        assertThat(Safetensors.map(file("{}"))).isEmpty();
    }

    @Test
    void givesBackWhatWasWritten() throws IOException {
        Map<String, StoredTensor> written = new LinkedHashMap<>();
        Random random = new Random(1);
        written.put("z.weight", tensor(random, DataType.FLOAT32, 4, 2, 3));
        written.put("ä \"quoted\" \\", tensor(random, DataType.FLOAT16, 2, 5));
        written.put("a", tensor(random, DataType.INT64, 8, 1, 1));
        written.put("b", tensor(random, DataType.BFLOAT16, 2));
        written.put("c", tensor(random, DataType.FLOAT32, 4, 0));
        Path file = directory.resolve("written.safetensors");
        Safetensors.write(file, written);

        Map<String, StoredTensor> read = Safetensors.map(file);

        assertThat(read).containsOnlyKeys(written.keySet());
        written.forEach((name, tensor) -> {
            assertThat(read.get(name).type()).isEqualTo(tensor.type());
            assertThat(read.get(name).shape()).isEqualTo(tensor.shape());
            assertThat(bytes(read.get(name))).as(name).isEqualTo(bytes(tensor));
        });
    }

    private static StoredTensor tensor(Random random, DataType type, int elementSize, long... shape) {
        byte[] data = new byte[Math.toIntExact(elementSize * new Shape(shape).size())];
        random.nextBytes(data);
        return new StoredTensor(type, new Shape(shape), ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
    }

    @Test
    void beginsTheDataAtAMultipleOf8Bytes() throws IOException {
        for (String name : new String[] {"a", "ab", "abc", "abcd", "abcde"}) {
            Path file = directory.resolve("aligned.safetensors");
            Safetensors.write(file, Map.of(name, tensor(new Random(1), DataType.FLOAT32, 4, 3)));
            byte[] bytes = Files.readAllBytes(file);
            long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
            assertThat(header % 8).isZero();
            assertThat(bytes).hasSize(Math.toIntExact(8 + header + 12));
        }
    }

    @Test
    void replacesALongerFileByAShorterOne() throws IOException {
        Path file = raw(new byte[1000]);
        Safetensors.write(file, Map.of("a", tensor(new Random(1), DataType.FLOAT32, 4, 3)));
        assertThat(Safetensors.map(file)).containsOnlyKeys("a");
    }

    @ParameterizedTest(name = "a header of {0} bytes: {1}")
    @CsvSource({
        "-1, 18446744073709551615 bytes; 2 to 1048576 are accepted",
        "-9223372036854775808, 9223372036854775808 bytes; 2 to 1048576 are accepted",
        "0, 0 bytes; 2 to 1048576 are accepted",
        "1, 1 bytes; 2 to 1048576 are accepted",
        "1048577, 1048577 bytes; 2 to 1048576 are accepted",
        "9223372036854775807, 9223372036854775807 bytes; 2 to 1048576 are accepted",
        "1048576, ends before",
        "58, ends before",
    })
    void refusesAHeaderOfImpossibleLengthWithoutTakingMemoryForIt(long length, String reason) throws IOException {
        byte[] header = ONE_NUMBER.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        assertThat(header).hasSize(54);
        Path file = raw(ByteBuffer.allocate(8 + 54)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(header)
                .array());
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("some.safetensors")
                .hasMessageContaining(reason);
        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9})
    void refusesAFileTooShortForAHeader(int length) throws IOException {
        Path file = raw(new byte[length]);
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("some.safetensors: the file has " + length + " bytes, too few for a safetensors file.");
    }

    @Test
    void leavesAMissingFileToTheCaller() {
        assertThatThrownBy(() -> Safetensors.map(directory.resolve("none.safetensors")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void refusesAHeaderThatIsNotUtf8() throws IOException {
        byte[] header = "{\"é\":{}}".getBytes(StandardCharsets.ISO_8859_1);
        Path file = file(header);
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello, world",
                "{'x':",
                "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} {}",
                "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}x",
                "{'x':{'dtype':'F32','shape':[01],'data_offsets':[0,4]}}",
                "{'x':{'dtype':'F32','shape':[NaN],'data_offsets':[0,4]}}",
                "\u0000\u0000\u0000",
                "      ",
            })
    void refusesAHeaderThatIsNoJson(String header) throws IOException {
        Path file = file(header, new byte[4]);
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("JSON")
                .message()
                .doesNotContain("JsonToken", "StreamRead", "tools.jackson", "DeserializationFeature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "12", "null", "'text'", "true"})
    void refusesAHeaderThatIsNoJsonObject(String header) throws IOException {
        Path file = file(header);
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("some.safetensors: the header is not one JSON object.");
    }

    @Test
    void refusesADeeplyNestedHeader() throws IOException {
        Path file = file("{'x':" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("some.safetensors: the header is nested too deeply, or has too long a value.");
    }

    @Test
    void refusesTwoTensorsOfOneName() throws IOException {
        Path file = file(
                "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                        + "'x':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}",
                new byte[8]);
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("\"x\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "3", "'pt'", "true", "{'a':1}", "{'a':null}", "{'a':{}}", "{'a':[]}", "{'a':true}"})
    void refusesMetadataThatIsNoMapOfStrings(String metadata) throws IOException {
        Path file = file(ONE_NUMBER.replace("{'x'", "{'__metadata__':" + metadata + ",'x'"), new byte[4]);
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("some.safetensors: the header's __metadata__ must be a map of text to text.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "{'format':'pt','a':''}"})
    void readsAFileWithMetadataOrWithout(String metadata) throws IOException {
        Path file = file(ONE_NUMBER.replace("{'x'", "{'__metadata__':" + metadata + ",'x'"), new byte[4]);
        assertThat(Safetensors.map(file)).containsOnlyKeys("x");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {"\"[0,4]\", \"[-0,4]\"", "\"[1],'data_offsets':[0,4]\", \"[-0],'data_offsets':[0,0]\""})
    void refusesMinusZero(String original, String wrong) throws IOException {
        assertThat(ONE_NUMBER).contains(original);
        Path file = file(ONE_NUMBER.replace(original, wrong), new byte[wrong.endsWith("[0,0]") ? 0 : 4]);
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("some.safetensors: the header has the number -0 where only 0 is valid.");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "'x', '\\ud800'",
                "'x', '\\udc00\\ud800'",
                "'x', '\\ud83dx'",
                "{'x', \"{'__metadata__':{'\\ud800':''},'x'\"",
                "{'x', \"{'__metadata__':{'a':'\\ud800'},'x'\"",
                "'F32', \"'F32','more':'\\ud800'\"",
                "'F32', \"'F32','\\ud800':1\"",
            })
    void refusesHalfOfASurrogatePair(String original, String wrong) throws IOException {
        assertThat(ONE_NUMBER).contains(original);
        Path file = file(ONE_NUMBER.replace(original, wrong), new byte[4]);
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("some.safetensors: the header has invalid Unicode text: half of a surrogate pair.");
    }

    @Test
    void readsAWholeSurrogatePair() throws IOException {
        Path file = file(ONE_NUMBER.replace("'x'", "'\\ud83d\\ude00'"), new byte[4]);
        assertThat(Safetensors.map(file)).containsOnlyKeys("\ud83d\ude00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "-1e999", "91e99999999999999999"})
    void refusesANumberTooLargeForAnyReader(String number) throws IOException {
        Path file = file(ONE_NUMBER.replace("'F32'", "'F32','more':" + number), new byte[4]);
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("some.safetensors: the header has a number that is too large.");
    }

    /** A change to the description of the tensor x, and the expected message. */
    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "'F32', 'F99', F99",
                "'F32', 'f32', f32",
                "'F32', '', dtype",
                "'F32', 7, dtype",
                "'F32', null, dtype",
                "'dtype':'F32', 'd':1, dtype",
                "'shape':[1], 's':1, shape",
                "[1], 1, shape",
                "[1], '1', shape",
                "[1], null, shape",
                "[1], [-1], shape",
                "[1], [1.0], shape",
                "[1], [1.5], shape",
                "[1], [1e0], shape",
                "[1], ['1'], shape",
                "[1], [true], shape",
                "[1], [null], shape",
                "[1], [[1]], shape",
                "[1], [9223372036854775808], shape",
                "[1], [99999999999999999999999999], shape",
                "[1], \"[4294967296,4294967296]\", too large to count",
                "[1], \"[9223372036854775807,2]\", too large to count",
                "[1], [1099511627776], 4398046511104 bytes",
                "[1], [2], takes 8 bytes",
                "[1], [0], takes 0 bytes",
                "'data_offsets', 'offsets', data_offsets",
                "\"[0,4]\", [4], data_offsets",
                "\"[0,4]\", [], data_offsets",
                "\"[0,4]\", \"[0,4,8]\", data_offsets",
                "\"[0,4]\", \"[4,0]\", data_offsets",
                "\"[0,4]\", \"[-4,0]\", data_offsets",
                "\"[0,4]\", \"[0,4.5]\", data_offsets",
                "\"[0,4]\", \"[0,9223372036854775808]\", data_offsets",
                "\"[0,4]\", \"[0,8]\", span 8",
                "\"[0,4]\", \"[1,5]\", gap",
                "\"[0,4]\", \"[9223372036854775803,9223372036854775807]\", gap",
            })
    void refusesATensorThatIsNotDescribedNamingIt(String original, String wrong, String reason) throws IOException {
        assertThat(ONE_NUMBER).contains(original);
        Path file = file(ONE_NUMBER.replace(original, wrong), new byte[4]);
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("tensor 'x'")
                .hasMessageContaining(reason)
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "3", "'F32'"})
    void refusesATensorThatIsNoObjectNamingIt(String description) throws IOException {
        Path file = file("{'x':" + description + "}");
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("tensor 'x'");
    }

    @Test
    void quotesOfANameOnlyWhatIsShortAndVisible() throws IOException {
        Path file = file("{'\\u001b[2J\\n" + "x".repeat(40_000) + "':3}");
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("some.safetensors: tensor '?[2J?" + "x".repeat(55)
                        + "…' has the dtype , which is not supported.");
    }

    @Test
    void quotesOfTheJsonOnlyWhatIsShortAndVisible() throws IOException {
        String name = "'\\u001b[2J\\n" + "x".repeat(40_000) + "':3";
        Path file = file("{" + name + "," + name + "}");
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith(
                        "some.safetensors: the header is not valid JSON: Duplicate Object property \"?[2J?xx")
                .message()
                .hasSizeLessThan(2_100);
    }

    @Test
    void refusesAShapeTooLargeToCountThoughAZeroFollows() throws IOException {
        Path file = file("{'x':{'dtype':'F32','shape':[4294967296,4294967296,0],'data_offsets':[0,0]}}");
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("too large to count");
    }

    @ParameterizedTest(name = "second tensor at {0} to {1}: {2}")
    @CsvSource({"2, 6, overlaps", "0, 4, overlaps", "3, 7, overlaps", "5, 9, gap", "8, 12, gap"})
    void refusesTensorsThatOverlapOrLeaveAGap(int begin, int end, String reason) throws IOException {
        Path file = file(
                "{'first':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                        + "'second':{'dtype':'F32','shape':[1],'data_offsets':[" + begin + "," + end + "]}}",
                new byte[end]);
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesAFileThatIsCutShort() throws IOException {
        Path file = file(ONE_NUMBER, new byte[3]);
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("need 4 bytes, but the file holds only 3");
    }

    @Test
    void refusesBytesAfterTheLastTensor() throws IOException {
        Path file = file(ONE_NUMBER, new byte[9]);
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("5 bytes follow the last tensor");
    }

    @Test
    void refusesATensorTooLargeToMap() throws IOException {
        Path file = file("{'x':{'dtype':'F32','shape':[536870912],'data_offsets':[0,2147483648]}}");
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("tensor 'x'")
                .hasMessageContaining("2 GiB");
    }

    @Test
    void refusesOrReadsWhateverAFileIsTurnedInto() throws IOException {
        byte[] valid = Files.readAllBytes(file(
                "{'__metadata__':{'format':'pt'},'a.weight':{'dtype':'F32','shape':[2,1],'data_offsets':[0,8]},"
                        + "'b':{'dtype':'F16','shape':[],'data_offsets':[8,10]}}",
                new byte[10]));
        Random random = new Random(42);
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            Path file = raw(mutated(valid, random));
            try {
                Safetensors.map(file)
                        .forEach((name, tensor) -> assertThat(
                                        (long) tensor.data().remaining())
                                .isEqualTo(tensor.type().getNumOfBytes()
                                        * tensor.shape().size()));
            } catch (InvalidModelException e) {
                assertThat(e).hasMessageStartingWith("some.safetensors: ");
                refused++;
            }
        }
        assertThat(refused).isBetween(2500, 4999);
    }

    private static byte[] mutated(byte[] valid, Random random) {
        byte[] bytes = valid.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) "0123456789[]{},:\"-.eE\\ ".charAt(random.nextInt(23));
                case 3 -> bytes = Arrays.copyOf(bytes, 1 + at);
                default -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(8));
            }
        }
        return bytes;
    }
}
