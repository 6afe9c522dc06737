package org.residual.image.orientation;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;

/**
 * Finds the orientation in an XMP packet as Pillow does: by its text. It is not parsed as XML, so a packet can neither
 * refer to external data nor fail.
 */
final class XmpOrientation {
    private static final String NAME = "tiff:Orientation";
    private static final String ATTRIBUTE = "=\"";
    private static final String ELEMENT = ">";
    private static final int LONGEST = NAME.length() + ATTRIBUTE.length() + 1;
    private static final int WINDOW = 8192;

    private final byte[] window = new byte[WINDOW];
    private int held;

    private XmpOrientation() {}

    /**
     * @param packet is read once, in small parts, and closed
     * @return the first that is stated, from 0 to 9; empty if none is
     */
    static OptionalInt find(InputStream packet) {
        try (packet) {
            return new XmpOrientation().search(packet);
        } catch (IOException damaged) {
            return OptionalInt.empty();
        }
    }

    private OptionalInt search(InputStream packet) throws IOException {
        while (true) {
            int read = packet.read(window, held, WINDOW - held);
            held += Math.max(read, 0);
            // Positions with less than the longest text after them are examined only at the end.
            int places = read < 0 ? held : held - LONGEST + 1;
            for (int at = 0; at < places; at++) {
                int digit = digitAfterName(at);
                if (digit >= 0) {
                    return OptionalInt.of(digit);
                }
            }
            if (read < 0) {
                return OptionalInt.empty();
            }
            int searched = Math.max(places, 0);
            held -= searched;
            System.arraycopy(window, searched, window, 0, held);
        }
    }

    /** The digit of an orientation that begins here; -1 if there is none. */
    private int digitAfterName(int at) {
        if (!has(at, NAME)) {
            return -1;
        }
        int value = at + NAME.length();
        if (has(value, ATTRIBUTE)) {
            value += ATTRIBUTE.length();
        } else if (has(value, ELEMENT)) {
            value += ELEMENT.length();
        } else {
            return -1;
        }
        int digit = value < held ? window[value] - '0' : -1;
        return digit <= 9 ? digit : -1;
    }

    private boolean has(int at, String text) {
        if (at > held - text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (window[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
