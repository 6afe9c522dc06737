package org.residual.onnx.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.residual.onnx.schema.StringStringEntryProto;
import org.residual.onnx.schema.TensorProto;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;

/** Weights in files beside the model's own. */
public final class ExternalWeights {
    private static final Set<String> KEYS = Set.of("location", "offset", "length", "checksum");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final Path folder;
    private final long mostBytes;
    private final Map<String, Long> sizes = new HashMap<>();
    private final Map<String, ExternalPlace> places = new HashMap<>();

    /**
     * @param folder of the files, without links
     * @param mostBytes of these files together
     */
    public ExternalWeights(Path folder, long mostBytes) {
        this.folder = folder;
        this.mostBytes = mostBytes;
    }

    /** The places of the tensors, by their names. */
    public Map<String, ExternalPlace> places() {
        return Map.copyOf(places);
    }

    /**
     * @param tensor with external numbers
     * @param bytes of its numbers
     * @param what names the tensor at the beginning of a message
     * @throws InvalidModelException if they are not all in a regular file in the folder itself
     */
    public void require(TensorProto tensor, long bytes, String what) {
        Map<String, String> keys = keys(tensor, what);
        String name = keys.getOrDefault("location", "");
        if (!isPlainName(name)) {
            throw new InvalidModelException(what + "lies in '" + Quoted.text(name)
                    + "': weights may only lie in files in the folder of the model itself, by their plain names.");
        }
        long size = size(name, what);
        long offset = number(keys, "offset", 0, what);
        long length = number(keys, "length", bytes, what);
        if (length != bytes) {
            throw new InvalidModelException(what + "has " + length + " bytes in '" + Quoted.text(name)
                    + "', but its dimensions make " + bytes + ".");
        }
        if (offset > size - length) {
            throw new InvalidModelException(what + "reaches beyond the end of '" + Quoted.text(name)
                    + "': that file is truncated or the wrong one.");
        }
        if (length > Integer.MAX_VALUE) {
            throw new InvalidModelException(
                    what + "has " + length + " bytes, but at most " + Integer.MAX_VALUE + " are supported.");
        }
        places.put(tensor.getName(), new ExternalPlace(folder, name, offset, length));
    }

    private static Map<String, String> keys(TensorProto tensor, String what) {
        Map<String, String> keys = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            if (!KEYS.contains(entry.getKey()) || keys.put(entry.getKey(), entry.getValue()) != null) {
                throw new InvalidModelException(what + "declares the place of its numbers with '"
                        + Quoted.text(entry.getKey()) + "', which is unsupported or repeated.");
            }
        }
        return keys;
    }

    private static boolean isPlainName(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c == '*' || c < ' ');
    }

    private static long number(Map<String, String> keys, String key, long absent, String what) {
        String text = keys.get(key);
        if (text == null) {
            return absent;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw new InvalidModelException(
                    what + "has the " + key + " '" + Quoted.text(text) + "', which is not a whole number.");
        }
        return Long.parseLong(text);
    }

    private long size(String name, String what) {
        Long known = sizes.get(name);
        if (known != null) {
            return known;
        }
        long size = sizeOnDisk(name, what);
        sizes.put(name, size);
        long sum = sizes.values().stream().mapToLong(Long::longValue).sum();
        if (sum > mostBytes) {
            throw new InvalidModelException(
                    "the weights beside the file have " + sum + " bytes, but the limit is " + mostBytes + ".");
        }
        return size;
    }

    private long sizeOnDisk(String name, String what) {
        try {
            Path path = folder.resolve(name).toRealPath();
            if (!path.startsWith(folder)) {
                throw new InvalidModelException(what + "lies in '" + Quoted.text(name)
                        + "', a link out of the model's folder: copy the file itself there.");
            }
            if (!Files.isRegularFile(path)) {
                throw new InvalidModelException(
                        what + "lies in '" + Quoted.text(name) + "', which is not a regular file.");
            }
            return Files.size(path);
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new InvalidModelException(
                    what + "lies in '" + Quoted.text(name) + "', which is missing beside the model: "
                            + "copy that file there too.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
