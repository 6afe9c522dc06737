package org.residual.protocol;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.ImageTensor;
import org.residual.inference.input.ImageInput;
import org.residual.inference.input.PixelImage;
import org.residual.inference.input.PreparedImage;
import org.residual.inference.input.UploadedImage;
import org.residual.protocol.tensor.DataType;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import org.residual.protocol.tensor.TensorData;

/**
 * Makes images from a tensor: from FP32 [n, 3, height, width], preprocessed for the network; from UINT8 [n, 3, height,
 * width], pixels of 0 to 255; or from BYTES [n], encoded images, in base64 within JSON.
 */
final class ImageTensorReader {
    private static final int CHANNELS = 3;
    private static final int RANK = 4;

    private final Optional<Size> preparedSize;
    private final int mostImages;

    /**
     * @param preparedSize required size of preprocessed images; empty for any
     * @param mostImages most images in a tensor
     */
    ImageTensorReader(Optional<Size> preparedSize, int mostImages) {
        this.preparedSize = preparedSize;
        this.mostImages = mostImages;
    }

    /** @throws InvalidInferenceRequestException if shape, type and data do not match */
    List<ImageInput> images(RequestInput input) {
        if (input.data() == null) {
            throw invalid(input, "has neither data nor a binary_data_size");
        }
        DataType type = type(input);
        requireShape(input, type == DataType.BYTES ? 1 : RANK);
        int count = Math.toIntExact(input.shape().get(0));
        return switch (type) {
            case BYTES -> list(count, encoded(input, count));
            case FP32 -> list(count, prepared(input, count));
            default -> list(count, pixels(input, count));
        };
    }

    private static List<ImageInput> list(int count, IntFunction<ImageInput> image) {
        return IntStream.range(0, count).mapToObj(image).toList();
    }

    private static DataType type(RequestInput input) {
        for (DataType type : List.of(DataType.FP32, DataType.UINT8, DataType.BYTES)) {
            if (type.name().equals(input.datatype())) {
                return type;
            }
        }
        throw invalid(input, "has the datatype " + input.datatype() + ", but must be FP32, UINT8 or BYTES");
    }

    private void requireShape(RequestInput input, int rank) {
        List<Long> shape = input.shape();
        String wanted = rank == 1 ? "[n]" : "[n, 3, height, width]";
        if (shape.size() > RANK) {
            throw invalid(
                    input, "has " + shape.size() + " dimensions, but " + input.datatype() + " must have " + wanted);
        }
        if (shape.size() != rank || shape.stream().anyMatch(size -> size < 1 || size > Integer.MAX_VALUE)) {
            throw invalid(input, "has the shape " + shape + ", but " + input.datatype() + " must have " + wanted);
        }
        if (rank == RANK && shape.get(1) != CHANNELS) {
            throw invalid(input, "has the shape " + shape + ", but the second dimension must be the 3 colours");
        }
        if (shape.get(0) > mostImages) {
            throw invalid(input, "has " + shape.get(0) + " images, but a request may have at most " + mostImages);
        }
    }

    private static InvalidInferenceRequestException invalid(RequestInput input, String what) {
        return new InvalidInferenceRequestException("The input '" + input.name() + "' " + what + ".");
    }

    private static String name(RequestInput input, int index) {
        return input.name() + "[" + index + "]";
    }

    private IntFunction<ImageInput> encoded(RequestInput input, int count) {
        List<byte[]> elements = elements(input);
        requireCount(input, elements.size(), count);
        return i -> new UploadedImage(name(input, i), elements.get(i));
    }

    private static List<byte[]> elements(RequestInput input) {
        if (input.data() instanceof TensorData.Elements received) {
            return received.elements();
        }
        if (input.data() instanceof TensorData.Texts texts) {
            try {
                return texts.values().stream().map(Base64.getDecoder()::decode).toList();
            } catch (IllegalArgumentException e) {
                throw invalid(input, "is BYTES, whose elements must be encoded images in base64: " + e.getMessage());
            }
        }
        if (input.data() instanceof TensorData.Binary binary) {
            return split(input, littleEndian(binary.bytes()));
        }
        throw invalid(input, "is BYTES, whose elements must be strings");
    }

    private static List<byte[]> split(RequestInput input, ByteBuffer bytes) {
        List<byte[]> elements = new ArrayList<>();
        while (bytes.hasRemaining()) {
            try {
                int length = bytes.getInt();
                if (length < 0 || length > bytes.remaining()) {
                    throw new BufferUnderflowException();
                }
                byte[] element = new byte[length];
                bytes.get(element);
                elements.add(element);
            } catch (BufferUnderflowException e) {
                throw invalid(input, "is BYTES, each element after its length in 4 bytes, but the data ends too early");
            }
        }
        return elements;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private IntFunction<ImageInput> prepared(RequestInput input, int count) {
        Size size = size(input);
        if (preparedSize.isPresent() && !preparedSize.get().equals(size)) {
            throw invalid(
                    input,
                    String.format(
                            Locale.ROOT,
                            "has images of %d x %d, but this model's network takes %d x %d; as UINT8 or BYTES they are resized",
                            size.width(),
                            size.height(),
                            preparedSize.get().width(),
                            preparedSize.get().height()));
        }
        int each = elementsOfImage(input, size);
        FloatBuffer values = numbers(input, DataType.FP32, (long) count * each);
        IntFunction<ImageTensor> tensor = i -> {
            float[] image = new float[each];
            values.slice(i * each, each).get(image);
            for (float value : image) {
                if (!Float.isFinite(value)) {
                    throw invalid(input, "has the value " + value + ", which is not a finite number");
                }
            }
            return new ImageTensor(size.height(), size.width(), image);
        };
        return i -> new PreparedImage(name(input, i), size, () -> tensor.apply(i));
    }

    private IntFunction<ImageInput> pixels(RequestInput input, int count) {
        Size size = size(input);
        int each = elementsOfImage(input, size);
        byte[] values = samples(input, (long) count * each);
        int area = each / CHANNELS;
        IntFunction<RgbImage> picture = i -> {
            byte[] pixels = new byte[each];
            for (int channel = 0; channel < CHANNELS; channel++) {
                int source = i * each + channel * area;
                for (int target = channel; target < each; target += CHANNELS) {
                    pixels[target] = values[source++];
                }
            }
            return new RgbImage(size.width(), size.height(), pixels);
        };
        return i -> new PixelImage(name(input, i), size, () -> picture.apply(i));
    }

    private static Size size(RequestInput input) {
        return new Size(
                Math.toIntExact(input.shape().get(2)),
                Math.toIntExact(input.shape().get(3)));
    }

    private static int elementsOfImage(RequestInput input, Size size) {
        long elements = (long) CHANNELS * size.height() * size.width();
        if (elements > Integer.MAX_VALUE) {
            throw invalid(input, "has the shape " + input.shape() + ", which is too large");
        }
        return (int) elements;
    }

    private static void requireCount(RequestInput input, long count, long wanted) {
        if (count != wanted) {
            throw invalid(input, "has " + count + " elements, but the shape " + input.shape() + " takes " + wanted);
        }
    }

    private static FloatBuffer numbers(RequestInput input, DataType type, long wanted) {
        if (input.data() instanceof TensorData.Numbers numbers) {
            requireCount(input, numbers.values().length, wanted);
            return FloatBuffer.wrap(numbers.values());
        }
        if (input.data() instanceof TensorData.Binary binary) {
            requireBytes(input, binary, type, wanted);
            return littleEndian(binary.bytes()).asFloatBuffer();
        }
        throw invalid(input, "is " + type + ", whose elements must be numbers");
    }

    private static void requireBytes(RequestInput input, TensorData.Binary binary, DataType type, long wanted) {
        if (binary.bytes().length != type.size() * wanted) {
            throw invalid(
                    input,
                    "has " + binary.bytes().length + " bytes of binary data, but the shape " + input.shape() + " takes "
                            + type.size() * wanted);
        }
    }

    private static byte[] samples(RequestInput input, long wanted) {
        if (input.data() instanceof TensorData.Binary binary) {
            requireBytes(input, binary, DataType.UINT8, wanted);
            return binary.bytes();
        }
        FloatBuffer values = numbers(input, DataType.UINT8, wanted);
        byte[] samples = new byte[values.remaining()];
        for (int i = 0; i < samples.length; i++) {
            float value = values.get(i);
            if (!(value >= 0 && value <= 255) || value != Math.rint(value)) {
                throw invalid(input, "has the value " + value + ", but UINT8 allows whole numbers from 0 to 255");
            }
            samples[i] = (byte) (int) value;
        }
        return samples;
    }
}
