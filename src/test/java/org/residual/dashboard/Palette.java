package org.residual.dashboard;

import java.awt.Color;
import java.awt.Font;

/** Colours and letters of the picture. */
final class Palette {
    static final Color PAGE = new Color(0xf4f5f5);
    static final Color PANEL = Color.WHITE;
    static final Color FRAME = new Color(0xd8d9dd);
    static final Color LINES = new Color(0xe9eaec);
    static final Color TEXT = new Color(0x24292e);
    static final Color FAINT = new Color(0x6e7681);
    static final Color GOOD = new Color(0x37872d);
    static final Color WRONG = new Color(0xc4162a);
    static final Font TITLE = new Font("Inter", Font.BOLD, 14);
    static final Font SMALL = new Font("Inter", Font.PLAIN, 11);
    static final Font LARGE = new Font("Inter", Font.BOLD, 64);

    private static final Color[] SERIES = {
        new Color(0x56a64b), new Color(0xf2cc0c), new Color(0x3274d9), new Color(0xff780a), new Color(0xe02f44),
        new Color(0x8ab8ff), new Color(0xa352cc), new Color(0x806eb7), new Color(0x37872d), new Color(0xfa6400)
    };

    private Palette() {}

    static Color series(int index) {
        return SERIES[index % SERIES.length];
    }

    /** Of a version: 1 for ready, 2 for loading, 3 for failed. */
    static Color state(int value) {
        return series(2 * (value - 1));
    }

    static Color translucent(Color color, int opacity) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), opacity);
    }
}
