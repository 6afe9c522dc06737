package org.residual.image.preprocessing;

import org.residual.image.pixel.Area;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;

/**
 * Crops the centre, as torchvision's {@code CenterCrop} does: a smaller image gets a black border first.
 *
 * @param height of the crop
 * @param width of the crop
 */
public record CenterCrop(int height, int width) {
    public CenterCrop {
        Resize.checkSide("height", height);
        Resize.checkSide("width", width);
    }

    /** The same area relative to the image before the crop. */
    Area before(Area area, Size image) {
        return new Area(
                area.left() + offset(image.width(), width),
                area.top() + offset(image.height(), height),
                area.width(),
                area.height());
    }

    RgbImage apply(RgbImage image) {
        if (image.width() == width && image.height() == height) {
            return image;
        }
        int left = offset(image.width(), width);
        int top = offset(image.height(), height);
        int columns = Math.min(width, image.width());
        int rows = Math.min(height, image.height());
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0; y < rows; y++) {
            int source = 3 * ((y + Math.max(top, 0)) * image.width() + Math.max(left, 0));
            int target = 3 * ((y + Math.max(-top, 0)) * width + Math.max(-left, 0));
            System.arraycopy(image.pixels(), source, pixels, target, 3 * columns);
        }
        return new RgbImage(width, height, pixels);
    }

    /**
     * The start of the crop in the image; if negative, the border before the image. Half an odd number of pixels to cut
     * off is rounded to even (Python's {@code round}); of an odd border, the smaller part comes first.
     */
    private static int offset(int size, int crop) {
        return crop > size ? -((crop - size) / 2) : (int) Math.rint((size - crop) / 2.0);
    }
}
