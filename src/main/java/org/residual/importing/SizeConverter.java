package org.residual.importing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.residual.image.pixel.Size;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses {@code 224}, for a square, or {@code 48x192}, height first. */
final class SizeConverter implements ITypeConverter<Size> {
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5})(?:x([1-9][0-9]{0,5}))?");

    @Override
    public Size convert(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new TypeConversionException("'" + text
                    + "' is not a valid size: use a number of pixels, such as 224, or HEIGHTxWIDTH, such as 48x192.");
        }
        int height = Integer.parseInt(size.group(1));
        return new Size(height, size.group(2) == null ? height : Integer.parseInt(size.group(2)));
    }
}
