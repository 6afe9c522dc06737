package org.residual.image.jpeg;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.residual.image.format.ArrayImageInput;
import org.residual.image.format.Bytes;
import org.residual.image.format.DecodingMemory;
import org.residual.image.format.ImageFormat;
import org.residual.image.format.PixelLimit;
import org.residual.image.pixel.RgbImage;

/**
 * The JDK's own reader, used only for the samples. It receives nothing but what {@link JpegSegments} has checked and
 * kept, so no colour profile, thumbnail or other metadata can make it fail, guess or take memory; and it returns the
 * components as stored, since it makes no pixels from four components.
 */
final class JdkJpegDecoder implements JpegDecoder {
    private final ImageReaderSpi jdkReader = findJdkReader();

    /** Selected by module, as any library on the class path may have registered a JPEG reader before it. */
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
    public DecodingMemory memory(JpegSegments segments, int length) {
        // Three components become pixels in place; others are copied.
        long pixels = segments.components() == 3 ? 0 : segments.size().samples();
        return new DecodingMemory(segments.samples() + pixels + length, segments.coefficients());
    }

    @Override
    public RgbImage decode(JpegSegments segments, Bytes file, PixelLimit limit) throws IOException {
        ByteBuffer essential = ByteBuffer.allocate(JpegSegments.longestEssential(file.length()));
        JpegSegments.writeEssential(file, limit, JpegSegments.AS_STORED, essential::put);
        byte[] components = components(essential.array());
        byte[] pixels = switch (segments.colors()) {
            case GREY -> greyToRgb(components);
            case RGB -> components;
            case YCBCR -> YcbcrToRgb.convert(components, 3);
            case CMYK -> Cmyk.toRgb(components);
            case YCCK -> Cmyk.toRgb(complements(YcbcrToRgb.convert(components, 4)));
        };
        return new RgbImage(segments.size().width(), segments.size().height(), pixels);
    }

    private byte[] components(byte[] essential) throws IOException {
        ImageReader reader = jdkReader.createReaderInstance();
        try (ImageInputStream input = new ArrayImageInput(essential)) {
            // A damaged stream is decoded all the same, its rest in grey, with only a warning.
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

    /** YCCK relates to CMYK as YCbCr to RGB, with cyan for the lack of red, and so on. Black stays. */
    private static byte[] complements(byte[] samples) {
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (i % 4 == 3 ? samples[i] : ~samples[i]);
        }
        return samples;
    }
}
