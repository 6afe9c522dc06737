package org.residual.image.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.image.ImageDecoder;
import org.residual.image.TestImages;
import org.residual.image.format.EncodedImage;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.image.pixel.Area;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Compared with the numbers of Pillow and of torchvision's formulas on Pillow's images. */
class PreprocessingTest {
    private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> STD = List.of(0.229, 0.224, 0.225);

    static Stream<String> resizes() {
        return TestImages.lines("resizes.txt").stream();
    }

    /** Each line: interpolation, size before, kind and requested size, size after and SHA-256 of the pixels. */
    @ParameterizedTest
    @MethodSource("resizes")
    void resizesToTheSameBytesAsPillow(String line) {
        String[] words = line.split(" ");
        Interpolation interpolation = Interpolation.valueOf(words[0]);
        RgbImage before = TestImages.noise(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        int side = Integer.parseInt(words[4]);
        Resize resize = words[3].equals("shorter")
                ? Resize.toShorterSide(side, interpolation)
                : Resize.exactly(Integer.parseInt(words[5]), side, interpolation);

        RgbImage after = resize.apply(before);

        assertThat(digest(after)).isEqualTo(String.join(" ", words[6], words[7], words[8]));
    }

    static Stream<String> crops() {
        return TestImages.lines("crops.txt").stream();
    }

    /** Each line: width and height before, requested height and width, size after and SHA-256 of the pixels. */
    @ParameterizedTest
    @MethodSource("crops")
    void cropsWhatTorchvisionCrops(String line) {
        String[] words = line.split(" ");
        RgbImage before = TestImages.noise(Integer.parseInt(words[0]), Integer.parseInt(words[1]));

        RgbImage after = new CenterCrop(Integer.parseInt(words[2]), Integer.parseInt(words[3])).apply(before);

        assertThat(digest(after)).isEqualTo(String.join(" ", words[4], words[5], words[6]));
    }

    private static String digest(RgbImage image) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(image.pixels());
            return image.width() + " " + image.height() + " " + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void makesPillowsLuminanceOfColours() {
        assertThat(ColorMode.GRAYSCALE.apply(TestImages.noise(23, 17)).pixels())
                .isEqualTo(TestImages.encoded("luminance.rgb"));
    }

    static Stream<Arguments> tensors() {
        var normalize = new Normalize(MEAN, STD);
        return Stream.of(
                Arguments.of("tensor-plain.f32", Preprocessing.none()),
                Arguments.of("tensor-scaled.f32", new Preprocessing(null, null, null, null, 3.0, null)),
                Arguments.of("tensor-normalized.f32", new Preprocessing(null, null, null, null, null, normalize)),
                Arguments.of(
                        "tensor-all-steps.f32",
                        new Preprocessing(
                                12,
                                ColorMode.GRAYSCALE,
                                Resize.toShorterSide(12, Interpolation.BICUBIC),
                                new CenterCrop(10, 11),
                                2.5,
                                normalize)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tensors")
    void makesTorchvisionsTensor(String expected, Preprocessing preprocessing) {
        ImageTensor tensor = preprocessing.apply(TestImages.noise(23, 17));

        assertThat(tensor.values()).isEqualTo(TestImages.floats(expected));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tensors")
    void writesTorchvisionsTensorBehindWhatIsInABuffer(String expected, Preprocessing preprocessing) {
        float[] values = TestImages.floats(expected);
        FloatBuffer buffer = ByteBuffer.allocateDirect(Float.BYTES * (values.length + 3))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(new float[] {7, 8});

        preprocessing.prepare(TestImages.noise(23, 17)).writeTo(buffer);

        assertThat(buffer.position()).isEqualTo(values.length + 2);
        assertThat(buffer.get(1)).isEqualTo(8);
        float[] written = new float[values.length];
        buffer.get(2, written);
        assertThat(written).isEqualTo(values);
        assertThat(buffer.get(values.length + 2)).isZero();
    }

    private static Preprocessing steps(Resize resize, CenterCrop crop) {
        return new Preprocessing(null, null, resize, crop, null, null);
    }

    static Stream<Arguments> areas() {
        Area whole = new Area(0, 0, 80, 80);
        return Stream.of(
                Arguments.of(steps(null, null), new Size(200, 400), whole, whole),
                Arguments.of(
                        steps(Resize.exactly(32, 32, null), null),
                        new Size(480, 640),
                        new Area(8, 4, 16, 8),
                        new Area(160, 60, 320, 120)),
                // 200 x 100 pixels, of which a crop leaves the middle.
                Arguments.of(
                        steps(Resize.toShorterSide(100, null), new CenterCrop(80, 80)),
                        new Size(200, 400),
                        whole,
                        new Area(120, 20, 160, 160)),
                // The crop is larger than the picture.
                Arguments.of(steps(null, new CenterCrop(60, 70)), new Size(40, 50), whole, new Area(-10, -10, 80, 80)));
    }

    @ParameterizedTest
    @MethodSource("areas")
    void tellsWhereInThePictureAnAreaOfTheTensorLies(
            Preprocessing preprocessing, Size picture, Area ofTensor, Area expected) {
        assertThat(preprocessing.inPicture(ofTensor, picture, picture)).isEqualTo(expected);
    }

    @Test
    void tellsItAlsoWhereThePictureIsDecodedSmaller() {
        Preprocessing preprocessing = steps(Resize.toShorterSide(100, null), new CenterCrop(100, 100));
        Area area = preprocessing.inPicture(new Area(0, 0, 100, 100), new Size(600, 800), new Size(300, 400));
        // 400 x 300 pixels become 133 x 100, of which the crop leaves out the first 16 columns.
        assertThat(area.left()).isCloseTo(16 * 800 / 133.0, within(1e-9));
        assertThat(area.top()).isZero();
        assertThat(area.width()).isCloseTo(100 * 800 / 133.0, within(1e-9));
        assertThat(area.height()).isCloseTo(600, within(1e-9));
    }

    @Test
    void laysTheChannelsOneAfterTheOther() {
        ImageTensor tensor = Preprocessing.none().apply(TestImages.plain(2, 1, 255, 51, 0));

        assertThat(tensor.height()).isEqualTo(1);
        assertThat(tensor.width()).isEqualTo(2);
        assertThat(tensor.values()).containsExactly(1f, 1f, 0.2f, 0.2f, 0f, 0f);
    }

    @Test
    void leavesTheImageAsItIs() {
        RgbImage image = TestImages.noise(23, 17);
        byte[] before = image.pixels().clone();

        new Preprocessing(null, ColorMode.GRAYSCALE, null, new CenterCrop(17, 23), 2.0, null).apply(image);

        assertThat(image.pixels()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"31, 100", "100, 31"})
    void refusesAnImageWithASideThatIsTooSmall(int width, int height) {
        var preprocessing = new Preprocessing(32, null, null, null, null, null);

        assertThatThrownBy(() -> preprocessing.apply(TestImages.plain(width, height, 0, 0, 0)))
                .isInstanceOfSatisfying(
                        ImageRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.TOO_SMALL))
                .hasMessage(String.format(
                        Locale.ROOT, "The image is %d x %d pixels; this model needs at least 32 x 32.", width, height));
    }

    @Test
    void takesAnImageOfTheLeastSize() {
        var preprocessing = new Preprocessing(32, null, null, null, null, null);

        assertThat(preprocessing.apply(TestImages.plain(32, 32, 0, 0, 0)).height())
                .isEqualTo(32);
    }

    /** Small as a file, and as an image, but 224 x 11,200,000 pixels when resized. */
    @Test
    void refusesAStripThatWouldGrowWithoutBounds() {
        Resize resize = Resize.toShorterSide(224, Interpolation.BILINEAR);

        assertThatThrownBy(() -> resize.apply(TestImages.plain(1, 50_000, 0, 0, 0)))
                .isInstanceOfSatisfying(
                        ImageRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.TOO_MANY_PIXELS))
                .hasMessageContaining("scaling it would make 2,508,800,000 pixels");
    }

    /** Rows are resized to the new width first, all of them. */
    @Test
    void refusesAStripThatWouldGrowWithoutBoundsOnTheWay() {
        Resize resize = Resize.exactly(224, 224, Interpolation.BILINEAR);

        assertThatThrownBy(() -> resize.apply(TestImages.plain(1, 20_000_000, 0, 0, 0)))
                .isInstanceOfSatisfying(
                        ImageRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.TOO_MANY_PIXELS));
    }

    // ---- the size that comes out ----

    @Test
    void hasTheSizeOfTheCropWhateverTheResize() {
        var resize = Resize.toShorterSide(256, null);

        assertThat(new Preprocessing(null, null, resize, new CenterCrop(224, 200), null, null).outputSize())
                .contains(new Size(224, 200));
    }

    @Test
    void hasTheSizeOfAnExactResize() {
        assertThat(new Preprocessing(null, null, Resize.exactly(28, 32, null), null, null, null).outputSize())
                .contains(new Size(28, 32));
    }

    @Test
    void hasNoSizeOfItsOwnWithAShorterSideAlone() {
        assertThat(new Preprocessing(null, null, Resize.toShorterSide(256, null), null, null, null).outputSize())
                .isEmpty();
    }

    @Test
    void hasNoSizeOfItsOwnWithoutResizeAndCrop() {
        assertThat(Preprocessing.none().outputSize()).isEmpty();
    }

    // ---- what a model may state ----

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, -, -", "3, -, -", "-, 3, -", "3, 3, 3", "3, -, 3", "-, 3, 3"})
    void refusesAResizeThatIsNeitherExactNorByItsShorterSide(Integer height, Integer width, Integer shorterSide) {
        assertThatThrownBy(() -> new Resize(height, width, shorterSide, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A resize has either a height and a width, or a shorterSide.");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 16_385})
    void refusesSidesThatMakeNoSense(int side) {
        for (Runnable statement : List.<Runnable>of(
                () -> new Preprocessing(side, null, null, null, null, null),
                () -> Resize.exactly(side, 1, null),
                () -> Resize.exactly(1, side, null),
                () -> Resize.toShorterSide(side, null),
                () -> new CenterCrop(side, 1),
                () -> new CenterCrop(1, side))) {
            assertThatThrownBy(statement::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be from 1 to 16384, not " + side);
        }
    }

    @Test
    void refusesADraftThatIsSmallerThanWhatIsMadeOfIt() {
        for (Runnable statement : List.<Runnable>of(
                () -> new Resize(31, 33, null, null, 32), () -> new Resize(null, null, 33, null, 32))) {
            assertThatThrownBy(statement::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("draft must be at least 33, the size after the resize, not 32.");
        }
        assertThat(new Resize(32, 32, null, null, 32).draft()).isEqualTo(32);
    }

    @Test
    void refusesADraftOfWhichTheImagesWouldBeTooSmall() {
        Resize resize = new Resize(null, null, 16, null, 32);

        assertThatThrownBy(() -> new Preprocessing(33, null, resize, null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("draft must be at least minimumSide, 33, not 32.");
        assertThat(new Preprocessing(32, null, resize, null, null, null).resize())
                .isEqualTo(resize);
    }

    @Test
    void everyPixelIsDecodedUnlessADraftIsAskedFor() {
        EncodedImage image = new ImageDecoder(50_000_000).open(TestImages.encoded("jpeg-420.jpg"));

        assertThat(Preprocessing.none().drafted(image)).isSameAs(image);
        assertThat(new Preprocessing(null, null, Resize.exactly(4, 4, null), null, null, null).drafted(image))
                .isSameAs(image);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e300, 1e-300})
    void refusesAScaleThatIsNoPositiveFloat(double scale) {
        assertThatThrownBy(() -> new Preprocessing(null, null, null, null, scale, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scale must be a positive number, not " + scale);
    }

    @Test
    void refusesToDivideByAStandardDeviationOfZero() {
        assertThatThrownBy(() -> new Normalize(MEAN, List.of(0.2, 0.0, 0.2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("std must not be 0");
    }

    @Test
    void refusesAnythingButThreeMeans() {
        for (List<Double> mean : Arrays.asList(null, List.<Double>of(), List.of(0.5), List.of(0.5, 0.5, 0.5, 0.5))) {
            assertThatThrownBy(() -> new Normalize(mean, STD))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("mean must be three numbers");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY, 1e39})
    void refusesMeansThatAreNoNumbers(double value) {
        assertThatThrownBy(() -> new Normalize(List.of(0.5, value, 0.5), STD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mean must be finite numbers");
    }

    @Test
    void isReadFromYaml() {
        String yaml = """
                minimumSide: 16
                color: GRAYSCALE
                resize: {shorterSide: 256, interpolation: BICUBIC}
                centerCrop: {height: 224, width: 200}
                scale: 3
                normalize:
                  mean: [0.485, 0.456, 0.406]
                  std: [0.229, 0.224, 0.225]
                """;

        assertThat(new YAMLMapper().readValue(yaml, Preprocessing.class))
                .isEqualTo(new Preprocessing(
                        16,
                        ColorMode.GRAYSCALE,
                        Resize.toShorterSide(256, Interpolation.BICUBIC),
                        new CenterCrop(224, 200),
                        3.0,
                        new Normalize(MEAN, STD)));
    }

    @Test
    void isReadFromYamlThatLeavesEverythingOut() {
        assertThat(new YAMLMapper().readValue("{}", Preprocessing.class)).isEqualTo(Preprocessing.none());
    }
}
