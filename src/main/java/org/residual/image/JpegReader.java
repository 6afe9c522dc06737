package org.residual.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/**
 * JPEG, through the JDK's own reader, from which only the samples are asked. It gets nothing but what
 * {@link JpegSegments} has checked and kept, so no colour profile, thumbnail or other metadata can make it fail, guess
 * or take memory; and it hands out the components as they are stored, since of the four-component ones it makes no
 * pixels.
 */
final class JpegReader implements PixelReader {
    private final ImageReaderSpi jdkReader = findJdkReader();

    /** By module, as any library on the class path may have put a JPEG reader of its own before it. */
    private static ImageReaderSpi findJdkReader() {
        var found = IIORegistry.getDefaultInstance()
                .getServiceProviders(
                        ImageReaderSpi.class,
                        provider -> provider.getClass().getModule() == ImageIO.class.getModule()
                                && ((ImageReaderSpi) provider).getMIMETypes()[0].equals(ImageFormat.JPEG.mediaType()),
                        false);
        if (!found.hasNext()) {
            throw new IllegalStateException("This JDK has no JPEG reader.");
        }
        return found.next();
    }

    @Override
    public EncodedImage open(Bytes file, PixelLimit limit) {
        JpegSegments segments = JpegSegments.of(file, limit);
        Size size = segments.size();
        int components = segments.colors().components();
        long samples = (long) components * size.height() * size.width();
        // Three components become the pixels where they are; others are copied into them.
        long pixels = components == 3 ? 0 : size.samples();
        return new EncodedImage(
                ImageFormat.JPEG,
                size,
                segments.orientation(),
                new DecodingMemory(samples + pixels + file.length(), segments.coefficients()),
                () -> decode(segments, JpegSegments.essential(file, limit)));
    }

    private RgbImage decode(JpegSegments segments, byte[] essential) throws IOException {
        byte[] components = components(essential);
        byte[] pixels = switch (segments.colors()) {
            case GREY -> greyToRgb(components);
            case RGB -> components;
            case YCBCR -> YcbcrToRgb.convert(components, 3);
            case CMYK -> cmykToRgb(components);
            case YCCK -> cmykToRgb(complements(YcbcrToRgb.convert(components, 4)));
        };
        return new RgbImage(segments.size().width(), segments.size().height(), pixels);
    }

    private byte[] components(byte[] essential) throws IOException {
        ImageReader reader = jdkReader.createReaderInstance();
        try (ImageInputStream input = new ArrayImageInput(essential)) {
            // A damaged stream is decoded all the same, its rest in grey, and only a warning tells.
            var damage = new FirstDamage();
            reader.addIIOReadWarningListener(damage);
            reader.setInput(input, true, true);
            Raster raster = reader.readRaster(0, null);
            damage.refuse();
            return ((DataBufferByte) raster.getDataBuffer()).getData();
        } finally {
            reader.dispose();
        }
    }

    private static byte[] greyToRgb(byte[] grey) {
        byte[] pixels = new byte[3 * grey.length];
        for (int i = 0, target = 0; i < grey.length; i++, target += 3) {
            pixels[target] = grey[i];
            pixels[target + 1] = grey[i];
            pixels[target + 2] = grey[i];
        }
        return pixels;
    }

    /** YCCK is made of CMYK as YCbCr is of RGB, with cyan for what red lacks, and so on. Black stays. */
    private static byte[] complements(byte[] samples) {
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (i % 4 == 3 ? samples[i] : ~samples[i]);
        }
        return samples;
    }

    /** What programs write are inks upside down (255 is none), as Adobe's first did; so red is C through K. */
    private static byte[] cmykToRgb(byte[] cmyk) {
        byte[] pixels = new byte[cmyk.length / 4 * 3];
        for (int source = 0, target = 0; source < cmyk.length; source += 4, target += 3) {
            int black = cmyk[source + 3] & 0xff;
            for (int c = 0; c < 3; c++) {
                int ink = 255 - (cmyk[source + c] & 0xff);
                pixels[target + c] = (byte) (black - Samples.divide255(ink * black));
            }
        }
        return pixels;
    }
}
