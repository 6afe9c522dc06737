package org.residual.training.augmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.residual.image.pixel.RgbImage;

class PhotoAugmentationTest {
    private static final int SIZE = 16;
    private static final PhotoAugmentation MIRROR_ALONE = new PhotoAugmentation(1, 0);

    private static RgbImage noise() {
        byte[] pixels = new byte[3 * SIZE * SIZE];
        new Random(7).nextBytes(pixels);
        return new RgbImage(SIZE, SIZE, pixels);
    }

    private static RgbImage mirrored(RgbImage image) {
        byte[] pixels = new byte[image.pixels().length];
        for (int i = 0; i < SIZE * SIZE; i++) {
            int from = i - i % SIZE + SIZE - 1 - i % SIZE;
            System.arraycopy(image.pixels(), 3 * from, pixels, 3 * i, 3);
        }
        return new RgbImage(SIZE, SIZE, pixels);
    }

    @Test
    void mirrorsHalfOfTheTimeAndElseChangesNothing() {
        int same = 0;
        for (int seed = 0; seed < 200; seed++) {
            byte[] pixels = MIRROR_ALONE.apply(noise(), new Random(seed)).pixels();
            boolean isSame = Arrays.equals(pixels, noise().pixels());
            assertThat(isSame || Arrays.equals(pixels, mirrored(noise()).pixels()))
                    .isTrue();
            same += isSame ? 1 : 0;
        }
        assertThat(same).isBetween(70, 130);
    }

    @Test
    void showsNothingButAPartOfTheImage() {
        byte[] pixels = noise().pixels();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (100 + (pixels[i] & 0xff) % 51);
        }
        for (int seed = 0; seed < 50; seed++) {
            RgbImage cropped = new PhotoAugmentation(0.5, 0).apply(new RgbImage(SIZE, SIZE, pixels), new Random(seed));
            assertThat(IntStream.range(0, cropped.pixels().length).map(i -> cropped.pixels()[i] & 0xff))
                    .allMatch(level -> level >= 100 && level <= 150);
        }
    }

    @Test
    void changesTheLightOfAllPixelsAlike() {
        byte[] grey = new byte[3 * SIZE * SIZE];
        Arrays.fill(grey, (byte) 120);
        int darkest = 255;
        int brightest = 0;
        for (int seed = 0; seed < 100; seed++) {
            byte[] lit = new PhotoAugmentation(0.5, 0.25)
                    .apply(new RgbImage(SIZE, SIZE, grey), new Random(seed))
                    .pixels();
            assertThat(IntStream.range(0, lit.length).map(i -> lit[i] & 0xff).distinct())
                    .hasSize(1);
            darkest = Math.min(darkest, lit[0] & 0xff);
            brightest = Math.max(brightest, lit[0] & 0xff);
        }
        assertThat(darkest).isBetween(88, 100);
        assertThat(brightest).isBetween(140, 153);
    }

    @Test
    void isTheSameForTheSameSeedAndLeavesTheOriginalAsItWas() {
        RgbImage image = noise();
        byte[] once = PhotoAugmentation.SLIGHT.apply(image, new Random(1)).pixels();
        assertThat(PhotoAugmentation.SLIGHT.apply(image, new Random(1)).pixels())
                .isEqualTo(once);
        assertThat(PhotoAugmentation.SLIGHT.apply(image, new Random(2)).pixels())
                .isNotEqualTo(once);
        assertThat(image.pixels()).isEqualTo(noise().pixels());
    }
}
