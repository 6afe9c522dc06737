package org.residual.store.tensor;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Recognises files of other kinds than expected, so that users see what went wrong. */
public final class FileSignatures {
    /** The number of first bytes that are examined. */
    public static final int LOOK_AT = 512;

    private static final String SAVE =
            "save the state_dict in PyTorch with torch.save(net.state_dict(), \"weights.pt\"), and import that";
    private static final String IMPORT = "make a version of it with import";
    private static final String RESAVE =
            "load it with a newer PyTorch, and save it with torch.save(net.state_dict(), \"weights.pt\")";
    private static final String UNPACK = "unpack it first";

    /** Kinds of files from which weights can be obtained; the others need another file. */
    private static final Set<String> FOR_WEIGHTS = Set.of(SAVE, IMPORT, RESAVE);

    /** In this order: PyTorch's old format is a pickle too. */
    private static final List<Signature> SIGNATURES = List.of(
            new Signature(0, "PK\3\4", "a zip archive, as torch.save writes it", IMPORT),
            new Signature(
                    0,
                    "\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019",
                    "PyTorch's file format from before version 1.6",
                    RESAVE),
            new Signature(0, "\u0080\2", "a bare pickle, which can run code", SAVE),
            new Signature(0, "\u0080\3", "a bare pickle, which can run code", SAVE),
            new Signature(0, "\u0080\4\u0095", "a bare pickle, which can run code", SAVE),
            new Signature(0, "\u0080\5\u0095", "a bare pickle, which can run code", SAVE),
            new Signature(0, "\u0089HDF\r\n\u001a\n", "an HDF5 file, as Keras writes it", SAVE),
            new Signature(0, "\10\1\22", "a TensorFlow model", SAVE),
            new Signature(4, "TFL3", "a TensorFlow Lite model", SAVE),
            new Signature(4, "ORTM", "a model in ONNX Runtime's own format", SAVE),
            new Signature(0, "GGUF", "a GGUF file", SAVE),
            new Signature(0, "\u0093NUMPY", "a NumPy array", SAVE),
            new Signature(0, "\u001f\u008b", "a gzip archive", UNPACK),
            new Signature(0, "BZh", "a bzip2 archive", UNPACK),
            new Signature(0, "\u00fd7zXZ\0", "an xz archive", UNPACK),
            new Signature(0, "(\u00b5/\u00fd", "a zstd archive", UNPACK),
            new Signature(0, "7z\u00bc\u00af\u0027\u001c", "a 7z archive", UNPACK),
            new Signature(257, "ustar", "a tar archive", UNPACK),
            new Signature(
                    0,
                    "version https://git-lfs.github.com/",
                    "a Git LFS pointer, not the file itself",
                    "fetch that with git lfs pull"));

    private FileSignatures() {}

    /** The bytes of one kind of file at one position; characters stand for bytes. */
    private record Signature(int offset, String bytes, String kind, String remedy) {
        boolean matches(String start) {
            return start.startsWith(bytes, offset);
        }
    }

    /** The kind of a file, and what to do about it. */
    private record Kind(String name, String remedy) {
        String sentence() {
            return name + ": " + remedy;
        }

        Kind forOthersThanWeights(String other) {
            return FOR_WEIGHTS.contains(remedy) ? new Kind(name, other) : this;
        }
    }

    /**
     * @param start the first bytes of a file that should hold weights, {@link #LOOK_AT} of them or all
     * @return its kind and what to do about it, as in "this is …"; empty if unknown
     */
    static Optional<String> describe(byte[] start) {
        String bytes = bytes(start);
        return kind(bytes)
                .or(() -> isOnnx(bytes) ? Optional.of(new Kind("an ONNX model", SAVE)) : ofText(start))
                .map(Kind::sentence);
    }

    /**
     * @param start the first bytes of a file that should be an ONNX model but is not, {@link #LOOK_AT} of them or all
     * @param remedy how to get one
     * @return its kind and what to do about it, as in "this is …"; empty if unknown
     */
    public static Optional<String> describeInsteadOfOnnx(byte[] start, String remedy) {
        String bytes = bytes(start);
        return kind(bytes)
                .or(() -> isSafetensors(bytes) ? Optional.of(new Kind("a safetensors file", SAVE)) : ofText(start))
                .map(kind -> kind.forOthersThanWeights(remedy).sentence());
    }

    private static String bytes(byte[] start) {
        return new String(start, StandardCharsets.ISO_8859_1);
    }

    private static Optional<Kind> kind(String bytes) {
        return SIGNATURES.stream()
                .filter(signature -> signature.matches(bytes))
                .map(signature -> new Kind(signature.kind, signature.remedy))
                .findFirst();
    }

    /** The length of the header, then the header. */
    private static boolean isSafetensors(String bytes) {
        return bytes.startsWith("\0\0\0\0{\"", Long.BYTES - 4);
    }

    /**
     * Protocol buffers have no signature, but ONNX files begin with the version of ONNX, then the exporter's name or
     * the graph.
     */
    private static boolean isOnnx(String bytes) {
        return bytes.length() > 2
                && bytes.charAt(0) == 0x08
                && bytes.charAt(1) >= 3
                && bytes.charAt(1) < 0x40
                && (bytes.charAt(2) == 0x12 || bytes.charAt(2) == 0x3a);
    }

    private static Optional<Kind> ofText(byte[] start) {
        CharBuffer characters = CharBuffer.allocate(start.length);
        // Not the end of the input: the last character may be incomplete.
        boolean utf8 = !StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(start), characters, false)
                .isError();
        String text = characters.flip().toString();
        if (!utf8 || text.isEmpty() || text.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r')) {
            return Optional.empty();
        }
        String lowerCase = text.toLowerCase(Locale.ROOT);
        if (lowerCase.contains("<!doctype html") || lowerCase.contains("<html")) {
            return Optional.of(new Kind("an HTML page", "download the file itself, not its page"));
        }
        return Optional.of(new Kind(text.stripLeading().startsWith("{") ? "a JSON file" : "plain text", SAVE));
    }
}
