package org.residual.image.orientation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * Finds the orientation in EXIF data, with Pillow's tolerance: the number may have any type, the last of several
 * entries counts, and a truncated directory ends with the data.
 */
final class ExifOrientation {
    /** For an entry that has none of EXIF's numbers: XMP is then ignored too. */
    private static final int NO_NUMBER = 0;

    private static final int TAG = 0x0112;
    private static final String PREFIX = "Exif\0\0";
    private static final int TIFF_HEADER = 8;
    private static final int ENTRY = 12;
    private static final int LARGEST_VALUE_IN_ENTRY = 4;
    /** Bytes of a value of each of TIFF's types, by the type's number; 0 for an unused number. */
    private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8};

    private final ByteBuffer tiff;

    private ExifOrientation(ByteBuffer tiff) {
        this.tiff = tiff;
    }

    /**
     * @param exif from its TIFF header on; some writers put JPEG's prefix before it
     * @return the stated number, which may be outside 1 to 8; empty if none is stated or the data cannot be read
     */
    static OptionalInt find(ByteBuffer exif) {
        int start = 0;
        while (has(exif, start, PREFIX)) {
            start += PREFIX.length();
        }
        ByteBuffer tiff = exif.slice(start, exif.limit() - start);
        // The second of each is invalid, but Pillow reads it.
        if (has(tiff, 0, "II*\0") || has(tiff, 0, "II\0*")) {
            tiff.order(ByteOrder.LITTLE_ENDIAN);
        } else if (has(tiff, 0, "MM\0*") || has(tiff, 0, "MM*\0")) {
            tiff.order(ByteOrder.BIG_ENDIAN);
        } else {
            return OptionalInt.empty();
        }
        return tiff.limit() < TIFF_HEADER ? OptionalInt.empty() : new ExifOrientation(tiff).find();
    }

    private static boolean has(ByteBuffer data, int offset, String expected) {
        if (offset > data.limit() - expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (data.get(offset + i) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private OptionalInt find() {
        OptionalInt found = OptionalInt.empty();
        long directory = u32(4);
        if (!holds(directory, 2)) {
            return found;
        }
        int entries = u16((int) directory);
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + (long) ENTRY * i;
            if (!holds(entry, ENTRY)) {
                break;
            }
            int at = (int) entry;
            int type = u16(at + 2);
            int size = type < SIZES.length ? SIZES[type] : 0;
            long length = size * u32(at + 4);
            long value = length > LARGEST_VALUE_IN_ENTRY ? u32(at + 8) : at + 8L;
            if (length > 0 && !holds(value, length)) {
                break;
            }
            if (length > 0 && u16(at) == TAG) {
                found = OptionalInt.of(orientation(number(type, (int) value)));
            }
        }
        return found;
    }

    private boolean holds(long offset, long length) {
        return offset <= tiff.limit() - length;
    }

    private int u16(int at) {
        return tiff.getShort(at) & 0xffff;
    }

    private long u32(int at) {
        return tiff.getInt(at) & 0xffffffffL;
    }

    private static int orientation(double number) {
        return number >= 1 && number <= 8 && number == Math.rint(number) ? (int) number : NO_NUMBER;
    }

    /** The first value of an entry; none for bytes and text, which Pillow does not read as numbers. */
    private double number(int type, int at) {
        return switch (type) {
            case 3 -> u16(at);
            case 4, 13 -> u32(at);
            case 5 -> (double) u32(at) / u32(at + 4);
            case 6 -> tiff.get(at);
            case 8 -> tiff.getShort(at);
            case 9 -> tiff.getInt(at);
            case 10 -> (double) tiff.getInt(at) / tiff.getInt(at + 4);
            case 11 -> tiff.getFloat(at);
            case 12 -> tiff.getDouble(at);
            case 16 -> tiff.getLong(at);
            default -> NO_NUMBER;
        };
    }
}
