package org.residual.evidence;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Maps as pictures, one pixel per position: evidence for a class is orange, against it blue, which colour-blind people
 * can tell apart. The stronger a contribution, the less transparent it is; 0 is invisible.
 */
public final class MapPicture {
    private static final int FOR = 0xf28500;
    private static final int AGAINST = 0x1f6fff;
    private static final int OPAQUE = 255;
    private static final int ALPHA_SHIFT = 24;

    private MapPicture() {}

    /**
     * @param contributions [height, width] in row-major order
     * @param grid of that map
     * @param largest contribution that is opaque, 0 or more; such as the largest absolute value of several maps
     * @return a PNG
     */
    public static byte[] png(float[] contributions, MapGrid grid, float largest) {
        BufferedImage picture = new BufferedImage(grid.width(), grid.height(), BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < contributions.length; i++) {
            picture.setRGB(i % grid.width(), i / grid.width(), color(contributions[i], largest));
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        // In memory: the disk may be read-only.
        try (ImageOutputStream output = new MemoryCacheImageOutputStream(png)) {
            ImageIO.write(picture, "png", output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return png.toByteArray();
    }

    private static int color(float contribution, float largest) {
        long alpha = largest == 0 ? 0 : Math.round((double) OPAQUE * Math.abs(contribution) / largest);
        return (int) Math.min(OPAQUE, alpha) << ALPHA_SHIFT | (contribution < 0 ? AGAINST : FOR);
    }
}
