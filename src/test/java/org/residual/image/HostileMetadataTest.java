package org.residual.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.fuzz.Allocations;
import org.residual.image.pixel.Size;

/** Broken or malicious orientation metadata are ignored, at little cost. */
class HostileMetadataTest {
    private static final byte[] ROWS = {0, 10, 20, 30, 0, 40, 50, 60};
    private static final String XMP = "XML:com.adobe.xmp\0";
    private static final String RAW_EXIF = "Raw profile type exif\0";
    private static final String TURNED = "tiff:Orientation=\"6\"";
    private static final int LITTLE = 100_000;

    private final ImageDecoder decoder = new ImageDecoder(1000);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }

    /** One column and two rows, with a chunk of that much metadata before the pixels. */
    private static byte[] png(String type, byte[]... chunks) {
        PngBytes png = new PngBytes().header(1, 2, 8, 2);
        for (byte[] chunk : chunks) {
            png.chunk(type, chunk);
        }
        return png.chunk("IDAT", PngBytes.deflated(ROWS)).end();
    }

    private static byte[] compressed(String keyword, byte[] text) {
        return joined(bytes(keyword + "\0"), PngBytes.deflated(text));
    }

    private boolean isTurned(byte[] png) {
        return decoder.open(png).size().equals(new Size(1, 2));
    }

    private static byte[] spaces(int count) {
        byte[] spaces = new byte[count];
        Arrays.fill(spaces, (byte) ' ');
        return spaces;
    }

    /** A million bytes compress to a thousand. */
    @Test
    void textIsUnpackedInSmallPartsAndNoFurtherThanAMegabyte() {
        byte[] before = png("zTXt", compressed(XMP, joined(spaces((1 << 20) - TURNED.length()), bytes(TURNED))));
        byte[] behind = png("zTXt", compressed(XMP, joined(spaces(1 << 20), bytes(TURNED))));
        byte[] bomb = png("zTXt", compressed(XMP, spaces(100_000_000)));

        assertThat(isTurned(before)).isTrue();
        assertThat(isTurned(behind)).isFalse();
        assertThat(allocatedToOpen(bomb)).isLessThan(LITTLE);
    }

    @Test
    void ofAnExifProfileInTextNoMoreIsKeptThanAJpegCouldHold() {
        byte[] digits = new byte[1_000_000];
        Arrays.fill(digits, (byte) '0');
        byte[] bomb = png("zTXt", compressed(RAW_EXIF, joined(bytes("\nexif\n500000\n"), digits)));

        assertThat(isTurned(bomb)).isFalse();
        assertThat(allocatedToOpen(bomb)).isLessThan(3 * (1 << 16) + LITTLE);
    }

    private long allocatedToOpen(byte[] png) {
        decoder.open(png);
        long before = Allocations.ofThisThread();
        decoder.open(png);
        return Allocations.ofThisThread() - before;
    }

    @Test
    void ofManyTextsOnlyTheLastIsUnpacked() {
        byte[] bomb = compressed(XMP, spaces(900_000));
        byte[][] bombs = new byte[1000][];
        Arrays.fill(bombs, bomb);
        byte[] one = png("zTXt", bomb);
        byte[] many = png("zTXt", bombs);

        assertThat(allocatedToOpen(many) - allocatedToOpen(one)).isLessThan(1000 * 1000);
    }

    @Test
    void xmpIsNoXml() {
        String packet = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///dev/zero\">]><a>&b;<c " + TURNED + "</nothing>";

        assertThat(isTurned(png("iTXt", bytes(XMP + "\0\0\0\0" + packet)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiff:Orientation='6'",
                "tiff:Orientation = \"6\"",
                "tiff:Orientation=\"\"",
                "tiff:Orientation=\"",
                "tiff:Orientation>",
                "tiff:Orientation",
                "exif:Orientation=\"6\"",
                ""
            })
    void whatIsNotStatedAsPillowReadsItIsNotStated(String packet) {
        assertThat(isTurned(png("iTXt", bytes(XMP + "\0\0\0\0" + packet)))).isFalse();
    }

    @Test
    void xmpMayEndWithItsOrientation() {
        assertThat(isTurned(png("iTXt", bytes(XMP + "\0\0\0\0<tiff:Orientation>6"))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "XML", "XML:com.adobe.xmp", "XML:com.adobe.xmp\0", "XML:com.adobe.xmp\0\0\0en\0no end"})
    void textThatEndsTooSoonIsIgnored(String chunk) {
        for (String type : new String[] {"tEXt", "zTXt", "iTXt"}) {
            assertThat(isTurned(png(type, bytes(chunk)))).isFalse();
        }
    }

    @Test
    void textThatIsNotCompressedAsItSaysIsIgnored() {
        byte[] method = joined(bytes(XMP + "\1"), PngBytes.deflated(bytes(TURNED)));

        assertThat(isTurned(png("zTXt", bytes(XMP + "\0" + TURNED)))).isFalse();
        assertThat(isTurned(png("zTXt", method))).isFalse();
    }

    @Test
    void anExifProfileInTextThatIsNotHexadecimalIsIgnored() {
        String exif = "4d4d002a00000008" + "0001" + "011200030000000100060000";

        assertThat(isTurned(png("tEXt", bytes(RAW_EXIF + "\nexif\n 22\n" + exif + "\n"))))
                .isTrue();
        assertThat(isTurned(png("tEXt", bytes(RAW_EXIF + "\nexif\n 22\n" + exif + "\nxy"))))
                .isFalse();
        assertThat(isTurned(png("tEXt", bytes(RAW_EXIF + "\nexif\n 22\n" + exif + "0"))))
                .isFalse();
        assertThat(isTurned(png("tEXt", bytes(RAW_EXIF + "\nexif")))).isFalse();
    }

    /** A header, the position of the directory, its count of entries, and one entry with its value elsewhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4d4d002a",
                "4d4d002a00000008",
                "4d4d002a00000008ffff",
                "4d4d002affffffff0001011200030000000100060000",
                "4d4d002a000000080001011200030000000100",
                "4d4d002a0000000800010112000300000000" + "00060000",
                "4d4d002a0000000800010112000effffffff" + "00060000",
                "4d4d002a000000080001011200ffffffffff" + "00060000",
                "4d4d002a000000080001011200050000000100000010",
                "4d4d002a0000000800010112000cffffffff" + "00000000",
                "4d4d002a00000008000101120005000000010000000800000000"
            })
    void exifThatPointsOutsideOfItselfIsIgnored(String exif) {
        assertThat(isTurned(png("eXIf", HexFormat.of().parseHex(exif)))).isFalse();
    }
}
