package org.residual.training.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.residual.image.pixel.RgbImage;

class DistortionTest {
    private static final int SIZE = 21;

    private static RgbImage noise(long seed) {
        byte[] pixels = new byte[3 * SIZE * SIZE];
        new Random(seed).nextBytes(pixels);
        return new RgbImage(SIZE, SIZE, pixels);
    }

    private static RgbImage constant(int level) {
        byte[] pixels = new byte[3 * SIZE * SIZE];
        Arrays.fill(pixels, (byte) level);
        return new RgbImage(SIZE, SIZE, pixels);
    }

    /** Black with a white disc of radius 4 at its middle. */
    private static RgbImage disc() {
        byte[] pixels = new byte[3 * SIZE * SIZE];
        for (int i = 0; i < SIZE * SIZE; i++) {
            boolean inside = Math.hypot(i / SIZE - SIZE / 2, i % SIZE - SIZE / 2) <= 4;
            Arrays.fill(pixels, 3 * i, 3 * i + 3, (byte) (inside ? 255 : 0));
        }
        return new RgbImage(SIZE, SIZE, pixels);
    }

    private static IntStream levels(RgbImage image) {
        return IntStream.range(0, image.pixels().length).map(i -> image.pixels()[i] & 0xff);
    }

    @Test
    void ofNothingChangesNothing() {
        RgbImage image = noise(1);
        assertThat(Distortion.NONE.apply(image, new Random(1)).pixels()).isEqualTo(noise(1).pixels());
    }

    @Test
    void tooSlightToSeeChangesNothing() {
        Distortion invisible = new Distortion(1e-6, 1e-9, 1e-9, 1e-9);
        assertThat(invisible.apply(noise(1), new Random(1)).pixels()).isEqualTo(noise(1).pixels());
    }

    @Test
    void leavesTheOriginalAsItWas() {
        RgbImage image = noise(1);
        Distortion.SLIGHT.apply(image, new Random(1));
        assertThat(image.pixels()).isEqualTo(noise(1).pixels());
    }

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() {
        RgbImage once = Distortion.SLIGHT.apply(noise(1), new Random(1));
        assertThat(Distortion.SLIGHT.apply(noise(1), new Random(1)).pixels()).isEqualTo(once.pixels());
        assertThat(Distortion.SLIGHT.apply(noise(1), new Random(2)).pixels()).isNotEqualTo(once.pixels());
    }

    @Test
    void keepsTheSize() {
        RgbImage narrow = new RgbImage(3, 5, new byte[45]);
        RgbImage distorted = Distortion.SLIGHT.apply(narrow, new Random(1));
        assertThat(distorted.width()).isEqualTo(3);
        assertThat(distorted.height()).isEqualTo(5);
    }

    @Test
    void leavesAConstantImageConstant() {
        for (int level : new int[] {0, 1, 127, 128, 200, 255}) {
            RgbImage distorted = Distortion.SLIGHT.apply(constant(level), new Random(level));
            assertThat(levels(distorted).distinct()).containsExactly(level);
        }
    }

    @Test
    void staysBetweenTheDarkestAndTheBrightestOfTheImage() {
        byte[] pixels = noise(3).pixels();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (100 + (pixels[i] & 0xff) % 51);
        }
        for (int seed = 0; seed < 50; seed++) {
            RgbImage distorted = Distortion.SLIGHT.apply(new RgbImage(SIZE, SIZE, pixels), new Random(seed));
            assertThat(levels(distorted).summaryStatistics().getMin()).isGreaterThanOrEqualTo(100);
            assertThat(levels(distorted).summaryStatistics().getMax()).isLessThanOrEqualTo(150);
        }
    }

    @Test
    void movesADiscByNoMoreThanTheShift() {
        Distortion shift = new Distortion(0, 0, 0, 0.1);
        double farthest = 0;
        for (int seed = 0; seed < 100; seed++) {
            double[] center = center(shift.apply(disc(), new Random(seed)));
            assertThat(center[0]).isCloseTo(10, within(2.15));
            assertThat(center[1]).isCloseTo(10, within(2.15));
            farthest = Math.max(farthest, Math.abs(center[0] - 10));
        }
        assertThat(farthest).isGreaterThan(1.5);
    }

    /** The middle of the brightness: row, column. */
    private static double[] center(RgbImage image) {
        double sum = 0;
        double rows = 0;
        double columns = 0;
        for (int i = 0; i < SIZE * SIZE; i++) {
            int level = image.pixels()[3 * i] & 0xff;
            sum += level;
            rows += level * (double) (i / SIZE);
            columns += level * (double) (i % SIZE);
        }
        return new double[] {rows / sum, columns / sum};
    }

    @Test
    void stretchesADiscByNoMoreThanTheStretch() {
        Distortion stretch = new Distortion(0, 0, 0.2, 0);
        double area = levels(disc()).sum();
        double largest = 0;
        for (int seed = 0; seed < 100; seed++) {
            double factor = levels(stretch.apply(disc(), new Random(seed))).sum() / area;
            assertThat(factor).isBetween(Math.exp(-0.4) - 0.05, Math.exp(0.4) + 0.05);
            largest = Math.max(largest, factor);
        }
        assertThat(largest).isGreaterThan(1.2);
    }
}
