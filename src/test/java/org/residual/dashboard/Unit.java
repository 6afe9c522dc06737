package org.residual.dashboard;

import java.util.Locale;

/**
 * Of a panel's values.
 *
 * @param name as Grafana has it
 */
record Unit(String name) {
    private static final String OWN = "suffix:";
    private static final double KIBI = 1024;
    private static final double MEBI = KIBI * KIBI;
    private static final double GIBI = KIBI * MEBI;
    private static final double MILLION = 1e6;

    String write(double value) {
        return switch (name) {
            case "percentunit" -> number(100 * value) + " %";
            case "s" -> seconds(value);
            case "bytes" -> bytes(value);
            case "reqps" -> number(value) + " req/s";
            case "celsius" -> number(value) + " °C";
            default -> number(value) + (name.startsWith(OWN) ? name.substring(OWN.length()) : "");
        };
    }

    private static String seconds(double value) {
        if (value == 0) {
            return "0";
        }
        return value < 0.001
                ? number(1e6 * value) + " µs"
                : value < 1 ? number(1000 * value) + " ms" : number(value) + " s";
    }

    private static String bytes(double value) {
        double prefix = binaryPrefix(value);
        return number(value / prefix)
                + (prefix == 1 ? " B" : prefix == KIBI ? " KiB" : prefix == MEBI ? " MiB" : " GiB");
    }

    private static double binaryPrefix(double value) {
        return value < KIBI ? 1 : value < MEBI ? KIBI : value < GIBI ? MEBI : GIBI;
    }

    /** An axis whose marks are round numbers of this unit. */
    Scale scaleUpTo(double value) {
        double prefix = name.equals("bytes") ? binaryPrefix(value) : 1;
        Scale scale = Scale.upTo(value / prefix);
        return new Scale(scale.step() * prefix, scale.top() * prefix);
    }

    /** With three digits that say something. */
    private static String number(double value) {
        if (value == 0) {
            return "0";
        }
        if (value >= MILLION) {
            return number(value / MILLION) + " million";
        }
        int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(Math.abs(value))));
        String text = String.format(Locale.ROOT, "%." + Math.min(decimals, 6) + "f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
