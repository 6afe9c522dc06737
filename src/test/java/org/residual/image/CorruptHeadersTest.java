package org.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.image.format.ImageRefusedException;

/** Files that say of themselves what their format does not allow. */
class CorruptHeadersTest {
    private static final int COMPRESSION = 10;
    private static final int FILTER = 11;
    private static final int INTERLACE = 12;

    private final ImageDecoder decoder = new ImageDecoder(1_000_000);

    private void assertRefused(byte[] encoded, String reason) {
        assertThatThrownBy(() -> decoder.decode(encoded))
                .isInstanceOf(ImageRefusedException.class)
                .hasMessage("The image is damaged or incomplete: " + reason + ".");
    }

    private static byte[] pngHeader() {
        return ByteBuffer.allocate(13)
                .putInt(1)
                .putInt(1)
                .put((byte) 8)
                .put((byte) 2)
                .array();
    }

    private static byte[] pngWith(byte[] header) {
        return new PngBytes()
                .chunk("IHDR", header)
                .chunk("IDAT", PngBytes.deflated(new byte[4]))
                .end();
    }

    @ParameterizedTest
    @ValueSource(ints = {COMPRESSION, FILTER, INTERLACE})
    void refusesAMethodThatPngDoesNotHave(int method) {
        byte[] header = pngHeader();
        assertThat(decoder.decode(pngWith(header)).pixels()).hasSize(3);

        header[method] = 2;

        assertRefused(pngWith(header), "its header is not one that PNG knows");
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 14})
    void refusesAPngHeaderOfAnotherLength(int length) {
        assertRefused(pngWith(Arrays.copyOf(pngHeader(), length)), "its header is not one that PNG knows");
    }

    @Test
    void refusesAPngThatBeginsWithAnotherChunk() {
        byte[] png = new PngBytes()
                .chunk("tEXt", new byte[] {'a', 0, 'b'})
                .chunk("IHDR", pngHeader())
                .chunk("IDAT", PngBytes.deflated(new byte[4]))
                .end();

        assertRefused(png, "it does not begin with its header");
    }

    @Test
    void refusesAPngWithAnUnknownChunkThatMustNotBePassedOver() {
        byte[] png = new PngBytes()
                .chunk("IHDR", pngHeader())
                .chunk("NEWS", new byte[1])
                .chunk("IDAT", PngBytes.deflated(new byte[4]))
                .end();

        assertRefused(png, "it has a chunk that PNG does not know");
    }

    /** One row of black pixels, of two colours. */
    private static byte[] gif(int width, int indexBits, int... data) {
        byte[] head = {
            'G', 'I', 'F', '8', '9', 'a', (byte) width, 0, 1, 0, 0, 0, 0, ',', 0, 0, 0, 0, (byte) width, 0, 1, 0, 0
        };
        ByteBuffer file =
                ByteBuffer.allocate(head.length + data.length + 4).put(head).put((byte) indexBits);
        file.put((byte) data.length);
        for (int value : data) {
            file.put((byte) value);
        }
        return file.put((byte) 0).put((byte) ';').array();
    }

    /** Codes of three bits, the lowest first: clear, 0, end. */
    @Test
    void readsTheGifThatTheOthersAreMadeOf() {
        assertThat(decoder.decode(gif(1, 2, 0x44, 0x01)).pixels()).containsExactly(0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 12, 255})
    void refusesAGifOfIndexesThatAreTooShortOrTooLong(int bits) {
        assertRefused(gif(1, bits, 0x44, 0x01), "GIF has no indexes of " + bits + " bits");
    }

    /** Clear and 6; clear, 0 and 7, where 6 is the next; clear and end. */
    @ParameterizedTest
    @CsvSource({
        "1, 0x34, 0, its compressed data are corrupt",
        "2, 0xc4, 1, its compressed data are corrupt",
        "1, 0x2c, 0, it has fewer pixels than its header says"
    })
    void refusesGifCodesThatStandForNothing(int width, int first, int second, String reason) {
        assertRefused(gif(width, 2, first, second), reason);
    }

    /** The marker after the second beginning is taken for a length, which the bytes at the end are as many as. */
    @Test
    void refusesAJpegInsideAJpeg() {
        byte[] jpeg = TestImages.encoded("jpeg-420.jpg");
        byte[] twice = ByteBuffer.allocate(jpeg.length + 0x10000)
                .put(jpeg, 0, 2)
                .put(jpeg)
                .array();

        assertRefused(twice, "a second image begins inside of it");
    }
}
